import express from "express"
import { fork } from "node:child_process"
import fs from "node:fs"
import path from "node:path"
import fse from "fs-extra"
import { rm } from "node:fs/promises"

const app = express()
const root = "/srv/files"

app.delete("/files", async (req, res) => {
  // ruleid: no-path-traversal
  await rm(path.join(root, String(req.query.name)), { force: true })
  // ok: no-path-traversal
  await rm(path.join(root, path.basename(String(req.query.name))), { force: true })
  res.sendStatus(204)
})

app.post("/files", async (req, res) => {
  // ruleid: no-path-traversal
  await fse.outputFile(`${root}/${req.body.name}`, req.body.text)
  // ruleid: no-path-traversal
  await fse.remove(path.resolve(root, req.body.old))
  res.sendStatus(204)
})

app.post("/copies", (req, res) => {
  // ruleid: no-path-traversal
  fs.copyFileSync(`${root}/a`, `${root}/${req.body.to}`)
  // ok: no-path-traversal
  fs.copyFileSync(`${root}/a`, `${root}/${Number(req.body.id)}`)
  res.sendStatus(204)
})

app.get("/plugins", (req, res) => {
  // ruleid: no-path-traversal
  fork(`./workers/${req.query.worker}.js`)
  // ruleid: no-path-traversal
  res.json(require("./plugins/" + req.query.plugin))
})

app.get("/typed", (req: express.Request, res: express.Response) => {
  // ruleid: no-path-traversal
  res.sendFile(path.join(root, String(req.query.name)))
  // ok: no-path-traversal
  res.sendFile(String(req.query.name), { root })
})
