// @ts-nocheck fixture
import http from "node:http"
import { createApp } from "./app.js"

const app = createApp()
// ruleid: require-graceful-shutdown
const server = http.createServer(app).listen(process.env.PORT)
// ok: require-graceful-shutdown
http.get("http://127.0.0.1/healthz")
export { server }
