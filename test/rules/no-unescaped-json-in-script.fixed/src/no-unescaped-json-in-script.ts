// @ts-nocheck fixture
import serialize from "serialize-javascript"

export const page = (state) => `<html><body>
  <div id="root"></div>
  <script>window.__STATE__ = ${
    // ruleid: no-unescaped-json-in-script
    JSON.stringify(state).replace(/</g, "\\u003c")
  }</script>
</body></html>`

export function linked(article) {
  // ruleid: no-unescaped-json-in-script
  return '<script type="application/ld+json">' + JSON.stringify({ headline: article.title }).replace(/</g, "\\u003c") + "</script>"
}

export function held(profile) {
  // ruleid: no-unescaped-json-in-script
  const text = JSON.stringify(profile).replace(/</g, "\\u003c")
  return `<script>const profile = ${text}</script>`
}

export function escaped(state) {
  // ok: no-unescaped-json-in-script
  return `<script>window.__STATE__ = ${JSON.stringify(state).replace(/</g, "\\u003c")}</script>`
}

export function serialized(state) {
  // ok: no-unescaped-json-in-script
  return `<script>window.__STATE__ = ${serialize(state)}</script>`
}

export function ours(config) {
  // ok: no-unescaped-json-in-script
  return `<script>window.__CONFIG__ = ${JSON.stringify(config)}; window.__API__ = ${JSON.stringify({ url: process.env.API_URL })}</script>`
}

export function after(state) {
  // ok: no-unescaped-json-in-script
  return `<script src="/app.js"></script><pre>${escapeHtml(JSON.stringify(state))}</pre>`
}

export function logged(state) {
  // ok: no-unescaped-json-in-script
  return `state: ${JSON.stringify(state)}`
}

export function prefixed(config) {
  const prefix = config.db?.openapi?.prefix
  // ok: no-unescaped-json-in-script
  const route = JSON.stringify(prefix.replace(/^\/+/, ""))
  return `<script>window.__ROUTE__ = ${route}; window.__NAME__ = ${JSON.stringify(config.app.name.trim())}</script>`
}

export function titled(page) {
  const title = page.settingsOf.title
  // ruleid: no-unescaped-json-in-script
  return `<script>window.__TITLE__ = ${JSON.stringify(title.trim()).replace(/</g, "\\u003c")}</script>`
}
