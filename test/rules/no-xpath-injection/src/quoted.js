const express = require("express")
const xpath = require("xpath")
const { DOMParser } = require("@xmldom/xmldom")

const app = express()
const stock = new DOMParser().parseFromString("<stock/>", "text/xml")

const byBackslash = (text) => `'${text.replace(/'/g, "\\'")}'`
const byParts = (text) => {
  if (!text.includes("'")) return `'${text}'`
  return `concat('${text.split("'").join(`', "'", '`)}')`
}
const byOther = (text) => {
  if (!text.includes("'")) return `'${text}'`
  if (!text.includes('"')) return `"${text}"`
  return `concat('${text.replace(/'/g, `', "'", '`)}')`
}

app.get("/stock", (req, res) => {
  const name = String(req.query.name)
  // ruleid: no-xpath-injection
  const wrong = xpath.select(`//item[name=${byBackslash(name)}]`, stock)
  // ok: no-xpath-injection
  const parts = xpath.select(`//item[name=${byParts(name)}]`, stock)
  // ok: no-xpath-injection
  const other = xpath.select(`//item[name=${byOther(name)}]`, stock)
  // ok: no-xpath-injection
  const bare = xpath.select(`//item[name='${name.replace(/'/g, "")}']`, stock)
  // ruleid: no-xpath-injection
  const mixed = xpath.select(`//item[name="${name.replace(/'/g, "")}"]`, stock)
  res.json({ found: [wrong, parts, other, bare, mixed].map((each) => each.length) })
})
