// @ts-nocheck fixture
import handlebars from "handlebars"
import nunjucks from "nunjucks"
import { engine } from "express-handlebars"

handlebars.registerHelper("json", (payload) => {
  let text
  try {
    text = JSON.stringify(payload, null, 2)
  } catch {
    text = String(payload)
  }
  // ruleid: no-raw-template-helper
  return new handlebars.SafeString(text)
})

handlebars.registerHelper({
  link(url, label) {
    // ruleid: no-raw-template-helper
    return new handlebars.SafeString(`<a href="${url}">${label}</a>`)
  },
  bold(text) {
    // ok: no-raw-template-helper
    return new handlebars.SafeString(`<b>${handlebars.escapeExpression(text)}</b>`)
  },
})

// ok: no-raw-template-helper
handlebars.registerHelper("rawHtml", (text) => new handlebars.SafeString(text))

handlebars.registerHelper("section", function (options) {
  // ok: no-raw-template-helper
  return new handlebars.SafeString(`<div>${options.fn(this)}</div>`)
})

// ok: no-raw-template-helper
handlebars.registerHelper("upper", (text) => text.toUpperCase())

// ruleid: no-raw-template-helper
nunjucks.configure("views").addFilter("quote", (text) => new nunjucks.runtime.SafeString(`“${text}”`))

export const views = engine({
  helpers: {
    shout(text) {
      const loud = text.toUpperCase()
      // ruleid: no-raw-template-helper
      return new handlebars.SafeString(loud)
    },
  },
})

export const shared = {
  lines(text) {
    // ruleid: no-raw-template-helper
    return new Handlebars.SafeString(String(text).split("\n").join("<br>"))
  },
  escapedLines(text) {
    // ok: no-raw-template-helper
    return new Handlebars.SafeString(Handlebars.escapeExpression(text).split("\n").join("<br>"))
  },
}

export function badge(label) {
  // ruleid: no-raw-template-helper
  return new Handlebars.SafeString(`<b>${label}</b>`)
}

Handlebars.registerHelper("state", (value) => {
  const text = JSON.stringify(value).replace(/</g, "\\u003c")
  // ok: no-raw-template-helper
  return new Handlebars.SafeString(text)
})

const table = {
  anchor(href: string, label: string) {
    // ruleid: no-raw-template-helper
    return new Handlebars.SafeString(`<a href="${href}">${label}</a>`)
  },
}

Handlebars.registerHelper(table)
