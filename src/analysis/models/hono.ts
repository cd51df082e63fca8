import type { RequestModel, TechnologyModel } from "./model.ts"

const EVERYTHING = ["string", "shape", "host", "path"] as const
const TEXT = ["string", "host", "path"] as const

// https://hono.dev/docs/api/request
const context: RequestModel = {
  framework: "Hono",
  parameter: 0,
  names: [/^c$/, /^next$/],
  properties: { "req.url": TEXT, "req.path": TEXT, "req.raw.url": TEXT },
  methods: {
    "req.query": TEXT,
    "req.queries": TEXT,
    "req.param": TEXT,
    "req.header": TEXT,
    "req.json": EVERYTHING,
    "req.parseBody": TEXT,
    "req.text": TEXT,
    "req.formData": ["string", "path"],
  },
}

export const hono: TechnologyModel = {
  technology: "Hono",
  packages: ["hono"],
  request: context,
  passages: ["getCookie", "getSignedCookie"].map((name) => ({ call: `hono/cookie.${name}`, from: [0], drops: [], gives: TEXT })),
  listeners: [
    { receiver: /^app$/, method: "notFound", handler: 0, parameter: 0 },
    { receiver: /^app$/, method: "onError", handler: 0, parameter: 1 },
  ].map(({ parameter, ...rest }) => ({
    where: ["hono"],
    ...rest,
    gives: [{ parameter, request: context }],
    label: "whatever no route answers",
  })),
  sinks: [
    { call: "hono.Context().html", kind: "html", arguments: [0], needs: "string", unless: "html-escaped" },
    { call: "hono.Context().redirect", kind: "redirect", arguments: [0], needs: "host" },
    { call: "hono/html.raw", kind: "html", arguments: [0], needs: "string", unless: "html-escaped" },
  ],
  namedSinks: [
    { receiver: /^(?:c|ctx)$/, method: "html", kind: "html", arguments: [0], needs: "string", unless: "html-escaped" },
    { receiver: /^c$/, method: "redirect", kind: "redirect", arguments: [0], needs: "host" },
  ],
}
