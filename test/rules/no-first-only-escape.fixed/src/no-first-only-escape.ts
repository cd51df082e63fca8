// @ts-nocheck fixture
import path from "node:path"

const HOSTS = ["https://*.shop.example", "https://shop.example"]

export function isAllowed(theAcl, context) {
  const pattern = theAcl.context
    // ruleid: no-first-only-escape
    .replaceAll('.', '\\.')
    .replaceAll('*', '.*')
  const matcher = new RegExp('^' + pattern + '$')
  return matcher.test(context)
}

export function isAllowedRight(theAcl, context) {
  const pattern = theAcl.context
    .replace(/[\\^$+?()[\]{}|]/g, '\\$&')
    // ok: no-first-only-escape
    .replace(/\./g, '\\.')
    .replace(/\*/g, '.*')
  return new RegExp('^' + pattern + '$').test(context)
}

export function invalidate(key, keys, store) {
  // ruleid: no-first-only-escape
  const pattern = new RegExp(key.replaceAll("*", ".*"))
  // ruleid: no-first-only-escape
  const any = new RegExp(keys.map((each) => each.replace(/\./g, "\\.")).join("|"))
  // ok: no-first-only-escape
  const origins = HOSTS.map((each) => new RegExp(each.replace("*", "[^.]+")))
  return [pattern, any, origins, store]
}

// ok: no-first-only-escape
export const links = (url) => new RegExp(`^${url.replace("/", "\\/")}/topic`)
// ok: no-first-only-escape
export const quotes = (url) => new RegExp(`href="${url.replace('"', '\\"')}"`)

export function csvCell(cell) {
  // ruleid: no-first-only-escape
  const output = cell.replace(/"/g, '""')
  // ok: no-first-only-escape
  const right = cell.replace(/"/g, '""')
  return `"${output}","${right}"`
}

export function quoted(name, note) {
  // ruleid: no-first-only-escape
  const sql = `select * from users where name = '${name.replaceAll("'", "''")}'`
  // ruleid: no-first-only-escape
  const word = "'" + note.replaceAll("'", "'\\''") + "'"
  // ok: no-first-only-escape
  const all = `'${name.replaceAll("'", "''")}'`
  return [sql, word, all]
}

export function toMarkup(text, fields) {
  // ruleid: no-first-only-escape
  let markup = text.replaceAll("&", "&amp;")
  markup = markup.replaceAll("<", "&lt;")
  markup = markup.replaceAll(">", "&gt;")
  // ruleid: no-first-only-escape
  const cells = fields.map((field) => field.value.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`))
  // ok: no-first-only-escape
  const comments = text.replace(/<!--.*?-->/g, (found) => found.replace("<", "&lt;"))
  // ok: no-first-only-escape
  const dots = text.replace("<", "&lt;").replaceAll("<", "&lt;")
  return [markup, cells, comments, dots]
}

export function escapePattern(text) {
  // ruleid: no-first-only-escape
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")
}

export function wildcard(text) {
  // ruleid: no-first-only-escape
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll("\\*", ".*")
}

export function escapeName(text) {
  // ruleid: no-first-only-escape
  const shown = text.replace("*", "**").replaceAll("`", "\\`").replaceAll("\n", "\\n")
  // ok: no-first-only-escape
  const spaced = text.replace(/\s+/g, " ").trim()
  return shown + spaced
}

export function download(req, res, folder) {
  // ruleid: no-first-only-escape
  const file = req.params.file.replace("../", "")
  // ok: no-first-only-escape
  const own = path.relative(folder, __filename).replace("../", "")
  res.sendFile(path.join(folder, file, own))
}

export function readLibrary(filename, folder) {
  // ruleid: no-first-only-escape
  filename = filename.replace("..", "")
  return path.join(folder, filename)
}

export function withoutParents(file) {
  // ok: no-first-only-escape
  while (file.includes("..")) file = file.replace("..", "")
  return file
}

export function sanitized(file) {
  // ok: no-first-only-escape
  return file.includes("../") ? sanitized(file.replace("../", "")) : file
}

export function search(prompt, req) {
  // ruleid: no-first-only-escape
  const query = prompt?.replaceAll('"', "").replaceAll("'", "") || ""
  // ruleid: no-first-only-escape
  const comment = req.body.comment.replaceAll("<", "").replaceAll(">", "")
  // ruleid: no-first-only-escape
  const name = escapeFileName(prompt).replace(/\0/g, "")
  return [query, comment, name]
}

// ok: no-first-only-escape
export const nameOf = (header) => header.split('filename="')[1].replace('"', "")

// ok: no-first-only-escape
export const unwrapped = (messageId) => messageId.replace("<", "").replace(">", "")

export function unquoted(value) {
  // ok: no-first-only-escape
  return value.replace('"', "").replace('"', "")
}

export function few(file, price, amount, ext, names) {
  return [
    // ok: no-first-only-escape
    new RegExp(path.extname(file).replace(".", "\\.") + "$"),
    // ok: no-first-only-escape
    new RegExp(`${("." + ext).replace(".", "\\.")}$`),
    // ok: no-first-only-escape
    new RegExp(`${ext.replace(".", "\\.")}$`),
    // ok: no-first-only-escape
    price.toFixed(2).replace(".", "\\."),
    // ok: no-first-only-escape
    amount.replace(",", "."),
    // ok: no-first-only-escape
    process.version.replace(".", "\\."),
    // ok: no-first-only-escape
    file.replace(/^\./, ""),
    // ok: no-first-only-escape
    file.replace("Bearer ", ""),
    // ok: no-first-only-escape
    names.map((char) => char.replace("'", "\\'")),
  ]
}

export function once(pattern) {
  if (pattern.split("*").length > 2) throw new Error("one * at most")
  // ok: no-first-only-escape
  return new RegExp(pattern.replace("*", ".*"))
}

function escapeFileName(text) {
  // ok: no-first-only-escape
  return text.replace(/[/\\]/g, "_")
}

export function scan(folder, options) {
  let rx = "^" + options.filespec + "$"
  // ruleid: no-first-only-escape
  rx = rx.replaceAll(".", "\\.")
  rx = rx.replaceAll("*", ".*")
  rx = new RegExp(rx)
  return folder.filter((each) => rx.test(each))
}

export function packument(registry, name, group) {
  // ok: no-first-only-escape
  const url = `${registry}/${name.replace("/", "%2F")}`
  // ruleid: no-first-only-escape
  const of = `${registry}/projects/${group.path.replaceAll("/", "%2F")}`
  // ok: no-first-only-escape
  const separator = new RegExp(path.sep.replace("\\", "\\\\"), "g")
  return [url, of, separator]
}

export function lines(text) {
  // ok: no-first-only-escape
  let escaped = text.replace("\n", "\\n")
  while (escaped.includes("\n")) escaped = escaped.replace("\n", "\\n")
  return escaped
}

const ENTITIES = [
  ["&", "&amp;"],
  ["<", "&lt;"],
]

// ruleid: no-first-only-escape
export const xmlText = (value) => ENTITIES.reduce((text, [sign, entity]) => text.replace(sign, entity), value)

export function xmlLoop(value) {
  let text = value
  // ruleid: no-first-only-escape
  for (const [sign, entity] of ENTITIES) text = text.replace(sign, entity)
  return text
}

// ok: no-first-only-escape
export const xmlWhole = (value) => ENTITIES.reduce((text, [sign, entity]) => text.replaceAll(sign, entity), value)

const UNITS = [
  ["minutes", "min"],
  ["seconds", "s"],
]

// ok: no-first-only-escape
export const short = (value) => UNITS.reduce((text, [unit, sign]) => text.replace(unit, sign), value)

// ruleid: no-first-only-escape
const oneLine = (value) => String(value).replaceAll("\n", " ")

// ok: no-first-only-escape
const singleLine = (value) => String(value).replace(/[\r\n]+/g, " ")

export const entry = (name, note) => `${oneLine(name)} ${singleLine(note)}\n`

// ok: no-first-only-escape
export const version = (output) => output.replace("\n", "")
