const express = require("express")
const { execFile, spawn, spawnSync } = require("child_process")
const execa = require("execa")
const simpleGit = require("simple-git")

const app = express()
app.use(express.json())
const git = simpleGit()

app.post("/clone", (req, res) => {
  // ruleid: no-argument-injection
  execFile("git", ["clone", req.body.repository, "/tmp/clone"], () => res.end())
})

app.post("/archive", async (req, res) => {
  const args = ["-xf", "upload.tar"]
  // ok: no-argument-injection
  spawnSync("tar", args)
  // ruleid: no-argument-injection
  await execa("tar", ["-cf", "out.tar", req.body.folder])
  res.end()
})

app.post("/fetch", (req, res) => {
  // ruleid: no-argument-injection
  spawn("curl", ["-sS", req.body.address])
  // ok: no-argument-injection
  spawn("curl", ["-sS", "https://example.com/" + req.body.name])
  // ok: no-argument-injection
  spawn("curl", ["-o", "page.html", "--", req.body.address])
  // ok: no-argument-injection
  spawn("git", ["diff", "--stat", "--end-of-options", req.body.base, req.body.head, "--"])
  res.end()
})

app.post("/commit", (req, res) => {
  // ok: no-argument-injection
  execFile("git", ["commit", "-m", req.body.message])
  // ok: no-argument-injection
  execFile("git", ["log", `--author=${req.body.author}`])
  // ok: no-argument-injection
  execFile("python3", ["report.py", req.body.name])
  // ok: no-argument-injection
  execFile("git", ["show", String(Number(req.body.id))])
  res.end()
})

app.post("/checked", (req, res) => {
  const branch = String(req.body.branch)
  if (branch.startsWith("-")) return res.sendStatus(400)
  // ok: no-argument-injection
  execFile("git", ["checkout", branch], () => res.end())
})

app.post("/simple", async (req, res) => {
  // ruleid: no-argument-injection
  await git.clone(req.body.repository, "/tmp/clone")
  res.end()
})
