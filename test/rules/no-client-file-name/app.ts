import path from "node:path"
import express from "express"
import { ATTACHMENTS, MEDIA } from "./folders.js"

export const app = express()
app.use("/media", express.static(MEDIA, { index: false }))
app.use("/files", express.static(path.join(import.meta.dirname, "..", "public")))
app.use("/attachments", express.static(ATTACHMENTS, { setHeaders: (res) => res.set("Content-Disposition", "attachment") }))
