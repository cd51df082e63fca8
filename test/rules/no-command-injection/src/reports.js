// @ts-nocheck fixture
const { exec, execFile, execSync, spawn } = require("child_process")
const express = require("express")
const shell = require("shelljs")
const { thumbnail } = require("./thumbnail")

const router = express.Router()
const FORMATS = ["pdf", "docx"]

router.get("/ping", (req, res) => {
  // ruleid: no-command-injection
  exec("ping -c 2 " + req.query.host, (error, stdout) => res.send(stdout))
})

router.post("/archive", (req, res) => {
  const { folder } = req.body
  // ruleid: no-command-injection
  execSync(`tar czf /tmp/archive.tgz ${folder}`)
  // ok: no-command-injection
  execFile("tar", ["czf", "/tmp/archive.tgz", folder])
  res.end()
})

router.post("/list", (req, res) => {
  // ruleid: no-command-injection
  spawn("ls", ["-l", req.body.folder], { shell: true })
  // ok: no-command-injection
  spawn("ls", ["-l", req.body.folder])
  // ok: no-command-injection
  spawn("ls", ["-l", req.body.folder], { shell: false, cwd: "/data" })
  // ruleid: no-command-injection
  spawn("sh", ["-c", `ls ${req.body.folder}`])
  // ruleid: no-command-injection
  spawn(req.body.program, ["--version"])
  // ok: no-command-injection
  spawn("bash", ["./scripts/list.sh", req.body.folder])
  res.end()
})

router.post("/convert", (req, res) => {
  if (!FORMATS.includes(req.body.format)) return res.status(400).end()
  // ok: no-command-injection
  exec(`pandoc in.md -o out.${req.body.format}`)
  // ruleid: no-command-injection
  shell.exec("rm -rf uploads/" + req.body.name)
  res.end()
})

router.post("/scan", (req, res) => {
  // ok: no-command-injection
  exec(`clamscan ${req.files.document.tempFilePath}`)
  res.end()
})

router.get("/log", (req, res) => {
  const lines = Number.parseInt(req.query.lines, 10)
  // ok: no-command-injection
  exec(`tail -n ${lines} /var/log/app.log`, (error, out) => res.send(out))
})

router.get("/thumbnail/:name", async (req, res) => {
  res.send(await thumbnail(req.params.name))
})

router.get("/match", (req, res) => {
  // ok: no-command-injection
  const found = /v(\d+)/.exec(req.query.version)
  res.json(found)
})

module.exports = router

const throughShell = { shell: "/bin/bash", timeout: 5_000 }
const directly = { timeout: 5_000 }
const SHELL = "/bin/sh"

router.get("/search", (req, res) => {
  // ruleid: no-command-injection
  execFile("grep", ["-r", req.query.term, "."], throughShell, (error, found) => res.send(found))
})

router.get("/find", (req, res) => {
  // ok: no-command-injection
  execFile("grep", ["-r", "--", req.query.term, "."], directly, (error, found) => res.send(found))
})

router.get("/run", (req, res) => {
  // ruleid: no-command-injection
  execFile(SHELL, ["-c", `wc -l ${req.query.file}`], (error, found) => res.send(found))
})
