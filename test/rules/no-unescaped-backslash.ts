// @ts-nocheck fixture

export function toScript(name) {
  // ruleid: no-unescaped-backslash
  return `window.name = "${name.replace(/"/g, '\\"')}"`
}

export function toFilter(value) {
  // ruleid: no-unescaped-backslash
  const escaped = value.replaceAll("'", "\\'")
  return `name eq '${escaped}'`
}

export function toTemplate(text) {
  // ruleid: no-unescaped-backslash
  return text.trim().replace(/[`$]/g, "\\$&")
}

export function toLiteral(text) {
  // ruleid: no-unescaped-backslash
  return "'" + text.replace(/(['"])/g, "\\$1").replace(/\n/g, "\\n") + "'"
}

export function toWholeScript(name) {
  // ok: no-unescaped-backslash
  return `window.name = "${name.replace(/\\/g, "\\\\").replace(/"/g, '\\"')}"`
}

export function toClass(text) {
  // ok: no-unescaped-backslash
  return text.replace(/["\\]/g, "\\$&")
}

export function toAttribute(value) {
  // ok: no-unescaped-backslash
  return JSON.stringify(value).replace(/'/g, "\\'")
}

export function inSteps(value) {
  let text = value.replaceAll("\\", "\\\\")
  // ok: no-unescaped-backslash
  text = text.replaceAll('"', '\\"')
  return text
}

export function toSql(value) {
  // ok: no-unescaped-backslash
  return value.replace(/'/g, "''")
}

export function onWindows(file) {
  // ok: no-unescaped-backslash
  return file.split("/").join("\\").replace("'", "")
}
