import type { Passage, TechnologyModel } from "./model.ts"

const ESCAPERS = [
  "escape-html",
  "he.encode",
  "he.escape",
  "html-entities.encode",
  "entities.encodeXML",
  "entities.encodeHTML",
  "entities.escapeUTF8",
  "entities.escapeText",
  "lodash.escape",
  "lodash.escape.escape",
  "underscore.escape",
  "validator.escape",
  "validator.default.escape",
  "ejs.escapeXML",
  "handlebars.escapeExpression",
  "handlebars.Utils.escapeExpression",
  "mustache.escape",
  "@hapi/hoek.escapeHtml",
  "hoek.escapeHtml",
  "sanitize-html",
  "dompurify.sanitize",
  "isomorphic-dompurify.sanitize",
  "dompurify().sanitize",
  "xss",
  "xss.filterXSS",
  "xss.FilterXSS().process",
  "xss-filters.inHTMLData",
  "xss-filters.inSingleQuotedAttr",
  "xss-filters.inDoubleQuotedAttr",
  "xss-filters.uriInHTMLData",
  "globalThis.encodeURI",
  "globalThis.escape",
  "querystring.escape",
  "html-escaper.escape",
]

// Their output is HTML made of the sender's text, tags included.
const MARKDOWN = ["marked", "marked.parse", "marked.marked", "marked.marked.parse", "showdown.Converter().makeHtml"]

/** Packages that turn text into harmless HTML, and those that turn it into HTML as it is. */
export const htmlEscapers: TechnologyModel = {
  technology: "HTML escapers",
  packages: ["escape-html"],
  same: [
    { from: "marked.Marked()", to: "marked" },
    { from: "markdown-it.MarkdownIt()", to: "markdown-it()" },
  ],
  passages: [
    ...ESCAPERS.map((call): Passage => ({ call, from: [0], drops: ["shape"], marks: ["html-escaped", "quote-escaped"] })),
    ...MARKDOWN.map((call): Passage => ({ call, from: [0], drops: ["shape"], marks: ["markdown"] })),
    // It leaves tags out unless it is told otherwise.
    { call: "markdown-it().render", from: [0], drops: ["shape"] },
  ],
}
