// @ts-nocheck fixture
import Koa from "koa"
import koaBodyParser from "koa-bodyparser"
import express from "express"
import Fastify from "fastify"
import multer from "multer"
import fileUpload from "express-fileupload"
import bodyParser from "body-parser"
import { Server } from "socket.io"

const app = express()
// ruleid: no-unlimited-upload
app.use(express.json({ limit: "500mb" }))
// ruleid: no-unlimited-upload
app.use(bodyParser.urlencoded({ extended: true, limit: 1024 * 1024 * 1024 }))
// ok: no-unlimited-upload
app.use(express.json({ limit: "2mb" }))
// ok: no-unlimited-upload
app.use(express.json())
// ruleid: no-unlimited-upload
app.use(fileUpload())
// ok: no-unlimited-upload
app.use(fileUpload({ limits: { fileSize: 5 * 1024 * 1024 } }))

// ruleid: no-unlimited-upload
const anything = multer({ storage: multer.memoryStorage() })
// ok: no-unlimited-upload
const small = multer({ storage: multer.memoryStorage(), limits: { fileSize: 1_000_000 } })
// ok: no-unlimited-upload
const configured = multer({ ...options })
// ok: no-unlimited-upload
const fields = multer().none()
app.post("/avatar", small.single("avatar"), anything.single("file"), configured.none(), fields)

// ruleid: no-unlimited-upload
const huge = Fastify({ bodyLimit: 1_073_741_824 })
// ok: no-unlimited-upload
const usual = Fastify({ bodyLimit: 5_000_000 })
// ruleid: no-unlimited-upload
const io = new Server(huge.server, { maxHttpBufferSize: 1e8 })
// ok: no-unlimited-upload
const small_io = new Server(usual.server, { maxHttpBufferSize: 1e6 })

const koa = new Koa()
// ruleid: no-unlimited-upload
koa.use(koaBodyParser({ jsonLimit: "200mb" }))
// ok: no-unlimited-upload
koa.use(koaBodyParser({ jsonLimit: "2mb" }))
