const { exec, execSync } = require("node:child_process")
const fs = require("node:fs")
const { createHash } = require("node:crypto")
const fetch = require("node-fetch")

async function install() {
  // ruleid: no-unverified-download
  const answer = await fetch("http://downloads.example.com/tool.sh")
  fs.writeFileSync("/opt/tool.sh", await answer.text())
  execSync("sh /opt/tool.sh")
}

// ruleid: no-unverified-download
execSync("curl http://example.com/install.sh | sh")
// ok: no-unverified-download
exec("curl http://example.com/status")

async function installWell() {
  // ok: no-unverified-download
  const answer = await fetch("https://downloads.example.com/tool.sh")
  fs.writeFileSync("/opt/tool.sh", await answer.text())
  execSync("sh /opt/tool.sh")
}

async function compared() {
  // ok: no-unverified-download
  const answer = await fetch("http://downloads.example.com/tool.tgz")
  const body = await answer.buffer()
  if (createHash("sha256").update(body).digest("hex") !== process.env.TOOL_SUM) throw new Error("another file")
  execSync("tar xzf -", { input: body })
}

async function keep() {
  // ruleid: no-unverified-download
  const answer = await fetch("http://data.example.com/geo.tar.gz")
  fs.writeFileSync("/opt/geo.tar.gz", await answer.buffer())
}

async function read() {
  // ok: no-unverified-download
  return fetch("http://data.example.com/rates.zip")
}

module.exports = { install, installWell, compared, keep, read }
