const server = require("node:http").createServer().listen(3000)
process.on("SIGTERM", () => server.close(() => process.exit(0)))
