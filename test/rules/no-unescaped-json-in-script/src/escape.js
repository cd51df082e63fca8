// @ts-nocheck fixture
/** Value as a JavaScript literal for an inline script. */
function scriptJson(value) {
  // ruleid: no-unescaped-json-in-script
  return JSON.stringify(value).replace(/[\u2028\u2029]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16)}`)
}

const safeJson = (value) =>
  // ok: no-unescaped-json-in-script
  JSON.stringify(value).replace(/[<>\u2028\u2029]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`)

// ok: no-unescaped-json-in-script
const withoutEnds = (value) => JSON.stringify(value).replace(/\//g, "\\/")

// For answers alone.
function toJson(value) {
  // ok: no-unescaped-json-in-script
  return JSON.stringify(value)
}

// ruleid: no-unescaped-json-in-script
const inline = (value) => JSON.stringify(value)

function orNull(value) {
  // ruleid: no-unescaped-json-in-script
  return JSON.stringify(value ?? null)
}

function orEmpty(value) {
  // ok: no-unescaped-json-in-script
  return JSON.stringify(value === undefined ? {} : value).replace(/</g, "\\u003c")
}

// ok: no-unescaped-json-in-script
const ofOurs = (value) => JSON.stringify(value || null)

module.exports = { orNull, orEmpty, ofOurs, scriptJson, safeJson, withoutEnds, toJson, inline, banner: (text) => `<script>show(${inline(text)})</script>` }
