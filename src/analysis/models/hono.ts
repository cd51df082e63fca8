import type { TechnologyModel } from "./model.ts"

const EVERYTHING = ["string", "shape", "host", "path"] as const
const TEXT = ["string", "host", "path"] as const

export const hono: TechnologyModel = {
  technology: "Hono",
  packages: ["hono"],
  request: {
    framework: "Hono",
    parameter: 0,
    properties: { "req.url": TEXT, "req.path": TEXT },
    methods: {
      "req.query": TEXT,
      "req.queries": TEXT,
      "req.param": TEXT,
      "req.header": TEXT,
      "req.json": EVERYTHING,
      "req.parseBody": TEXT,
      "req.text": TEXT,
    },
  },
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
