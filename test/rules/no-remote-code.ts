// @ts-nocheck fixture
import axios from "axios"
import request from "request"
import { exec } from "node:child_process"
import https from "node:https"
import vm from "node:vm"

export async function loadPlugin(name) {
  const answer = await fetch(`https://plugins.example.com/${name}.js`)
  const code = await answer.text()
  // ruleid: no-remote-code
  return new Function("module", code)
}

export async function loadRules() {
  const { data } = await axios.get("https://rules.example.com/current.js")
  // ruleid: no-remote-code
  return vm.runInNewContext(data, {})
}

export function loadScript(url, done) {
  https.get(url, (answer) => {
    let script = ""
    answer.on("data", (chunk) => (script += chunk))
    answer.on("end", () => {
      // ruleid: no-remote-code
      done(null, eval(script))
    })
  })
}

export function loadPieces(url, done) {
  https.get(url, (answer) => {
    const pieces = []
    answer.on("data", (piece) => pieces.push(piece))
    answer.on("end", () => {
      // ruleid: no-remote-code
      done(null, eval(Buffer.concat(pieces).toString("utf8")))
    })
  })
}

export function loadOld(url) {
  request(url, (error, answer, body) => {
    // ruleid: no-remote-code
    if (!error) eval(body)
  })
}

export const loadThen = (url) =>
  fetch(url)
    .then((answer) => answer.text())
    // ruleid: no-remote-code
    .then((code) => eval(code))

function download(url) {
  return new Promise((resolve, reject) => {
    https.get(url, (answer) => {
      let body = ""
      answer.on("data", (chunk) => (body += chunk))
      answer.on("end", () => resolve(body))
      answer.on("error", reject)
    })
  })
}

export async function install(url) {
  const script = await download(url)
  // ruleid: no-remote-code
  exec(script, () => {})
}

export async function ask(url) {
  const answer = await fetch(url)
  // ok: no-remote-code
  exec(`logger --tag status ${answer.status}`, () => {})
  const { data } = await axios.get("http://localhost:9000/eval.js")
  // ok: no-remote-code
  vm.runInNewContext(data, {})
  // ok: no-remote-code
  return vm.runInNewContext("1 + 1", { data })
}

async function downloadPlugin(name) {
  const answer = await fetch(new URL(name, "https://plugins.example.com"))
  const chunks = []
  for await (const chunk of answer.body) chunks.push(chunk)
  return Buffer.concat(chunks)
}

export async function installPlugin(name) {
  const source = await downloadPlugin(name)
  const file = path.join("/var/lib/plugins", name)
  await writeFile(file, source)
  // ruleid: no-remote-code
  return import(pathToFileURL(file).href)
}

export async function installChecked(name, sum) {
  const source = await downloadPlugin(name)
  if (createHash("sha256").update(source).digest("hex") !== sum) throw new Error("another file")
  const file = path.join("/var/lib/plugins", name)
  await writeFile(file, source)
  // ok: no-remote-code
  return import(pathToFileURL(file).href)
}
