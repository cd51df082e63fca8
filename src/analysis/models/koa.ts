import type { TechnologyModel } from "./model.ts"

const EVERYTHING = ["string", "shape", "host", "path"] as const
const TEXT = ["string", "host", "path"] as const

export const koa: TechnologyModel = {
  technology: "Koa",
  packages: ["koa"],
  request: {
    framework: "Koa",
    parameter: 0,
    properties: {
      query: TEXT,
      params: TEXT,
      "request.query": TEXT,
      "request.body": EVERYTHING,
      "request.params": TEXT,
      "request.headers": TEXT,
      headers: TEXT,
      header: TEXT,
      url: TEXT,
      path: TEXT,
      hostname: TEXT,
      querystring: TEXT,
    },
    methods: { get: TEXT, "request.get": TEXT, "cookies.get": TEXT },
  },
  assignedSinks: [
    { receiver: /^(?:ctx|context|this)(?:\.response)?$/, property: "body", kind: "html", needs: "string", unless: "html-escaped" },
  ],
}
