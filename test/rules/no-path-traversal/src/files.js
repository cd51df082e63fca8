const path = require("node:path")
const fs = require("node:fs")
const { readFile, writeFile } = require("node:fs/promises")
const express = require("express")

const router = express.Router()
const ROOT = path.resolve("uploads")

router.get("/files/:name", (req, res) => {
  const file = path.join(ROOT, req.params.name)
  // ruleid: no-path-traversal
  fs.createReadStream(file).pipe(res)
})

router.get("/download", (req, res) => {
  // ruleid: no-path-traversal
  res.sendFile(path.join(ROOT, req.query.file))
})

router.delete("/files/:name", async (req, res) => {
  // ruleid: no-path-traversal
  await fs.promises.unlink(`${ROOT}/${req.params.name}`)
  res.end()
})

router.get("/safe/:name", (req, res) => {
  const file = path.resolve(ROOT, req.params.name)
  if (!file.startsWith(ROOT + path.sep)) return res.status(404).end()
  // ok: no-path-traversal
  fs.createReadStream(file).pipe(res)
})

router.get("/base/:name", async (req, res) => {
  // ok: no-path-traversal
  res.send(await readFile(path.join(ROOT, path.basename(req.params.name))))
})

router.put("/covers/:name", async (req, res) => {
  const extension = req.params.name.split(".").pop()
  // ok: no-path-traversal
  await writeFile(path.join(ROOT, `cover.${extension}`), req.body)
  res.end()
})

router.get("/rooted/:name", (req, res) => {
  // ok: no-path-traversal
  res.sendFile(req.params.name, { root: ROOT })
})

router.get("/report/:id", async (req, res) => {
  const id = Number(req.params.id)
  if (Number.isNaN(id)) return res.status(400).end()
  // ok: no-path-traversal
  res.send(await readFile(path.join(ROOT, `${id}.pdf`)))
})

router.get("/checked/:name", async (req, res) => {
  if (!/^[\w-]+$/.test(req.params.name)) throw new Error("bad name")
  // ok: no-path-traversal
  res.send(await readFile(path.join(ROOT, req.params.name)))
})

module.exports = router
