const { WebSocketServer } = require("ws")
const { visitorOf } = require("./sessions")

exports.attach = (server, store) => {
  const sockets = new WebSocketServer({ noServer: true })
  // ruleid: require-origin-check-on-socket
  server.on("upgrade", async (req, socket, head) => {
    const visitor = await visitorOf(store, req)
    if (!visitor) return socket.destroy()
    sockets.handleUpgrade(req, socket, head, (ws) => greet(ws, visitor))
  })
}
