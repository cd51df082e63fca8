import { createServer } from "node:http"

class Markup {
  constructor(text) {
    this.text = text
  }
}

const SIGNS = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" }

function shown(value) {
  if (value instanceof Markup) return value.text
  return String(value).replace(/[&<>"]/g, (sign) => SIGNS[sign])
}

function raw(value) {
  if (Array.isArray(value)) return value.text
  return value
}

const markup = (strings, ...values) => new Markup(strings.reduce((out, part, index) => out + shown(values[index - 1]) + part))

createServer((req, res) => {
  const asked = new URL(req.url, "http://localhost").searchParams.get("q") ?? ""
  res.setHeader("content-type", "text/html")
  // ok: no-cross-site-scripting
  if (asked.length > 3) res.end(markup`<p>${asked}</p>`.text)
  // ruleid: no-cross-site-scripting
  else res.end(`<p>${raw(asked)}</p>`)
}).listen(8080)
