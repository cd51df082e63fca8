const { WebSocketServer } = require("ws")
const cookie = require("cookie")

// ruleid: require-origin-check-on-socket
const sockets = new WebSocketServer({ port: 8080 })
sockets.on("connection", async (socket, request) => {
  const user = await sessionOf(cookie.parse(request.headers.cookie).sid)
  socket.on("message", (text) => act(user, text))
})
