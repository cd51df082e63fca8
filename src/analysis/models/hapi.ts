import type { TechnologyModel } from "./model.ts"

const EVERYTHING = ["string", "shape", "host", "path"] as const
const TEXT = ["string", "host", "path"] as const

export const hapi: TechnologyModel = {
  technology: "Hapi",
  packages: ["@hapi/hapi"],
  request: {
    framework: "Hapi",
    parameter: 0,
    names: [/^_?req(?:uest)?$/, /^_?(?:h|toolkit)$/],
    properties: {
      query: TEXT,
      payload: EVERYTHING,
      params: TEXT,
      headers: TEXT,
      state: EVERYTHING,
      path: TEXT,
      "url.href": TEXT,
      "url.searchParams": TEXT,
      "url.search": TEXT,
      "url.pathname": TEXT,
      "raw.req.url": TEXT,
    },
    methods: {},
    returns: { kind: "html", unless: "html-escaped" },
  },
  namedSinks: [
    { receiver: /^(?:h|toolkit)$/, method: "view", kind: "view", arguments: [1], each: true, needs: "string", unless: "html-escaped" },
    { receiver: /^(?:h|toolkit)$/, method: "view", kind: "template", arguments: [0], needs: "path" },
    { receiver: /^(?:h|toolkit)$/, method: "response", kind: "html", arguments: [0], needs: "string", unless: "html-escaped" },
    { receiver: /^(?:h|reply|toolkit)$/, method: "redirect", kind: "redirect", arguments: [0], needs: "host" },
    { receiver: /^h$/, method: "file", kind: "path", arguments: [0], needs: "path" },
  ],
}
