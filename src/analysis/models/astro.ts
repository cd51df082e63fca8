import type { RequestModel, TechnologyModel } from "./model.ts"

const EVERYTHING = ["string", "shape", "host", "path"] as const
const TEXT = ["string", "host", "path"] as const

// https://docs.astro.build/en/reference/api-reference/
const context: RequestModel = {
  framework: "Node.js",
  parameter: 0,
  properties: {
    params: TEXT,
    "url.searchParams": TEXT,
    "url.search": TEXT,
    "url.href": TEXT,
    "url.pathname": TEXT,
    "request.url": TEXT,
    "request.headers": TEXT,
  },
  methods: {
    "request.json": EVERYTHING,
    "request.text": TEXT,
    "request.formData": TEXT,
    "request.headers.get": TEXT,
    "cookies.get": TEXT,
  },
}

/** Endpoints and the middleware of Astro. */
export const astro: TechnologyModel = {
  technology: "Astro",
  packages: ["astro"],
  listeners: [
    {
      where: ["astro"],
      files: /(?:^|\/)src\/pages\/.+\.[cm]?[jt]s$/,
      exported: /^(?:GET|POST|PUT|PATCH|DELETE|ALL)$/,
      gives: [{ parameter: 0, request: context }],
      label: "this endpoint",
    },
    {
      where: ["astro"],
      files: /(?:^|\/)src\/middleware(?:\/index)?\.[cm]?[jt]s$/,
      exported: /^onRequest$/,
      gives: [{ parameter: 0, request: context }],
      label: "this service",
    },
  ],
  namedSinks: [{ receiver: /^(?:context|ctx)$/, method: "redirect", kind: "redirect", arguments: [0], needs: "host" }],
}
