const { describe, identify } = require("./identity")

module.exports = (io, log) => {
  io.use((socket, next) => {
    log.debug(describe(socket.handshake.auth.token))
    socket.data.user = identify(socket.handshake.auth.token)
    next()
  })
}
