const { WebSocketServer } = require("ws")

// ok: require-origin-check-on-socket
const sockets = new WebSocketServer({ port: 8080 })
sockets.on("connection", (socket) => {
  socket.once("message", async (text) => act(await verify(JSON.parse(text).token), text))
})
