const { WebSocketServer } = require("ws")
const cookie = require("cookie")

exports.attach = (server, { store, shopOrigin, mayOpen }) => {
  // ok: require-origin-check-on-socket
  const sockets = new WebSocketServer({ noServer: true })
  server.on("upgrade", async (req, socket, head) => {
    if (!mayOpen(req, shopOrigin)) return socket.destroy()
    const visitor = await store.visitor(cookie.parse(req.headers.cookie ?? "").shop)
    sockets.handleUpgrade(req, socket, head, (ws) => sockets.emit("connection", ws, visitor))
  })
}
