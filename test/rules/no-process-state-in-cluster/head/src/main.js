// @ts-nocheck fixture
const express = require("express")
const session = require("express-session")
const { rateLimit } = require("express-rate-limit")
const { RedisStore } = require("rate-limit-redis")
const { Server } = require("socket.io")
const { createServer } = require("node:http")

const app = express()
// ruleid: no-process-state-in-cluster
app.use(session({ secret: process.env.SESSION_SECRET, resave: false, saveUninitialized: false }))
// ok: no-process-state-in-cluster
app.use(session({ secret: process.env.SESSION_SECRET, resave: false, saveUninitialized: false, store: storeOf(app) }))
// ruleid: no-process-state-in-cluster
app.use("/login", rateLimit({ windowMs: 60_000, limit: 5 }))
// ok: no-process-state-in-cluster
app.use("/search", rateLimit({ windowMs: 60_000, limit: 50, store: new RedisStore({ sendCommand }) }))

const server = createServer(app)
// ruleid: no-process-state-in-cluster
const io = new Server(server)
io.on("connection", (socket) => socket.emit("welcome"))
server.listen(3000)
