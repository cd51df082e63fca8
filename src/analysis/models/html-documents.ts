import type { TechnologyModel } from "./model.ts"

// https://cheerio.js.org/docs/basics/manipulation: a text with tags in it becomes elements.
const TAKE_MARKUP = ["html", "append", "prepend", "after", "before", "replaceWith", "wrap", "wrapAll", "wrapInner"]

/** Documents that are changed in the service before they are sent. */
export const htmlDocuments: TechnologyModel = {
  technology: "an HTML document",
  packages: ["cheerio"],
  sinks: TAKE_MARKUP.map((method) => ({
    call: `cheerio.load().**.${method}`,
    kind: "html",
    arguments: [0],
    needs: "string",
    unless: "html-escaped",
  })),
  // jsdom, linkedom, happy-dom
  namedSinks: [{ receiver: /./, method: "insertAdjacentHTML", kind: "html", arguments: [1], needs: "string", unless: "html-escaped" }],
  assignedSinks: ["innerHTML", "outerHTML"].map((property) => ({
    receiver: /./,
    property,
    kind: "html",
    needs: "string",
    unless: "html-escaped",
  })),
}
