import type { TechnologyModel } from "./model.ts"

const EVERYTHING = ["string", "shape", "host", "path"] as const
const TEXT = ["string", "host", "path"] as const

export const koa: TechnologyModel = {
  technology: "Koa",
  packages: ["koa"],
  request: {
    framework: "Koa",
    parameter: 0,
    names: [/^(?:ctx|context)$/, /^_?next$/],
    properties: {
      query: TEXT,
      params: TEXT,
      "request.query": TEXT,
      "request.body": EVERYTHING,
      "request.params": TEXT,
      "request.headers": TEXT,
      "request.header": TEXT,
      "request.files": ["string"],
      "req.url": TEXT,
      "req.headers": TEXT,
      "request.hostname": TEXT,
      "request.host": TEXT,
      "request.href": TEXT,
      host: TEXT,
      href: TEXT,
      headers: TEXT,
      header: TEXT,
      url: TEXT,
      path: TEXT,
      hostname: TEXT,
      querystring: TEXT,
      originalUrl: TEXT,
      "request.url": TEXT,
      "request.path": TEXT,
      "request.originalUrl": TEXT,
      "request.querystring": TEXT,
    },
    methods: { get: TEXT, "request.get": TEXT, "cookies.get": TEXT },
  },
  namedSinks: [
    { receiver: /^(?:ctx|context)(?:\.response)?$/, method: "set", kind: "redirect", arguments: [1], needs: "host" },
    { receiver: /^(?:(?:ctx|context|this)\.response|this)$/, method: "redirect", kind: "redirect", arguments: [0], needs: "host" },
    { receiver: /^(?:ctx|context)$/, method: "render", kind: "view", arguments: [1], each: true, needs: "string", unless: "html-escaped" },
    { receiver: /^(?:ctx|context)$/, method: "render", kind: "template", arguments: [0], needs: "path" },
    { receiver: /^(?:ctx|context)$/, method: "render", kind: "template", arguments: [1], properties: ["*"], needs: "shape" },
  ],
  assignedSinks: [
    { receiver: /^(?:ctx|context|this)(?:\.response)?$/, property: "body", kind: "html", needs: "string", unless: "html-escaped" },
  ],
}
