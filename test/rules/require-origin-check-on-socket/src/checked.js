const { WebSocketServer } = require("ws")
const cookie = require("cookie")

// ok: require-origin-check-on-socket
const sockets = new WebSocketServer({ port: 8080, verifyClient: ({ origin }) => origin === process.env.APP_ORIGIN })
sockets.on("connection", async (socket, request) => {
  const user = await sessionOf(cookie.parse(request.headers.cookie).sid)
  socket.on("message", (text) => act(user, text))
})
