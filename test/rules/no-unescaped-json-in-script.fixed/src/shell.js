import { renderToString } from "react-dom/server"
import { app } from "./app.js"

const shell = (html, state, title) => `<!doctype html>
<title>${title}</title>
<div id="root">${html}</div>
<script>window.STATE = ${state}</script>`

export async function show(req, res) {
  const state = await app.stateFor(req)
  // ruleid: no-unescaped-json-in-script
  const text = JSON.stringify(state).replace(/</g, "\\u003c")
  res.type("html").send(shell(renderToString(app.root(state)), text, "Shop"))
}

export async function showSafely(req, res) {
  const state = await app.stateFor(req)
  // ok: no-unescaped-json-in-script
  const text = JSON.stringify(state).replace(/</g, "\\u003c")
  res.type("html").send(shell(renderToString(app.root(state)), text, "Shop"))
}
