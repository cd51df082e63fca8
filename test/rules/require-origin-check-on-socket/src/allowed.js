const { WebSocketServer } = require("ws")
const { visitorOf } = require("./sessions")

exports.attach = (server, store, allowed) => {
  // ok: require-origin-check-on-socket
  const sockets = new WebSocketServer({ noServer: true })
  server.on("upgrade", async (req, socket, head) => {
    if (!allowed.has(req.headers.origin)) return socket.destroy()
    const visitor = await visitorOf(store, req)
    sockets.handleUpgrade(req, socket, head, (ws) => greet(ws, visitor))
  })
}
