// @ts-nocheck fixture
function forText(value) {
  return (
    String(value)
      .replace(/&/g, "&amp;")
      // ruleid: no-unescaped-quote-in-attribute
      .replace(/</g, "&lt;")
      .replace(/>/g, "&gt;")
  )
}

const NAMES = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" }
// ruleid: no-unescaped-quote-in-attribute
const SIGNS = /[&<>"]/g

const forDouble = (value) => value.replace(SIGNS, (sign) => NAMES[sign])

function forBoth(value) {
  if (!/[&<>"']/.test(value)) return value
  // ok: no-unescaped-quote-in-attribute
  return value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;").replaceAll("'", "&#39;")
}

// ok: no-unescaped-quote-in-attribute
const forAttribute = (value) => forText(value).replace(/"/g, "&quot;")

// Used for what stands between tags alone.
// ok: no-unescaped-quote-in-attribute
const forContent = (value) => value.replace(/&/g, "&amp;").replace(/</g, "&lt;")

// ok: no-unescaped-quote-in-attribute
const forAny = (value) => value.replace(/[^\w ]/g, (sign) => (sign === "<" ? "&lt;" : `&#${sign.charCodeAt(0)};`))

// ok: no-unescaped-quote-in-attribute
const forNumbers = (value) => value.replace(/</g, "&lt;")

// ok: no-unescaped-quote-in-attribute
const forHints = (value) => value.replace(/</g, "&lt;")

module.exports = { forText, forDouble, forBoth, forAttribute, forContent, forAny, forNumbers, forHints }
