const { WebSocketServer } = require("ws")
const cookie = require("cookie")

exports.attach = (server, { store, shopOrigin }) => {
  const sockets = new WebSocketServer({ noServer: true })
  // ruleid: require-origin-check-on-socket
  server.on("upgrade", async (req, socket, head) => {
    const visitor = await store.visitor(cookie.parse(req.headers.cookie ?? "").shop)
    if (!visitor) return socket.destroy()
    sockets.handleUpgrade(req, socket, head, (ws) => sockets.emit("connection", ws, visitor))
  })
  return { origin: shopOrigin, close: () => sockets.close() }
}
