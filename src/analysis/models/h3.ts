import type { Listener, Passage, RequestModel, Sink, TechnologyModel } from "./model.ts"

const EVERYTHING = ["string", "shape", "host", "path"] as const
const TEXT = ["string", "host", "path"] as const

// https://h3.dev/guide/basics/handler: a text that a handler gives is sent as HTML
const event: RequestModel = {
  framework: "h3",
  parameter: 0,
  properties: { path: TEXT, "url.searchParams": TEXT, "node.req.url": TEXT, "node.req.headers": TEXT, "context.params": TEXT },
  methods: { "req.json": EVERYTHING, "req.text": TEXT, "req.formData": TEXT },
  returns: { kind: "html", unless: "html-escaped" },
}

// https://v1.h3.dev/utils/request; Nitro and Nuxt give these names without an import.
const NAMES = ["h3", "globalThis"]
const reads: readonly (readonly [names: readonly string[], gives: Passage["gives"] & {}])[] = [
  [["getQuery", "readBody"], EVERYTHING],
  [
    [
      "readRawBody",
      "readFormData",
      "readMultipartFormData",
      "getRouterParam",
      "getRouterParams",
      "getRequestURL",
      "getRequestHeader",
      "getRequestHeaders",
      "getHeader",
      "getHeaders",
      "getCookie",
      "parseCookies",
    ],
    TEXT,
  ],
]
const HANDLERS = ["defineEventHandler", "eventHandler", "defineCachedEventHandler", "cachedEventHandler", "defineHandler"]
const FROM_FRAMEWORK = ["nuxt", "nitropack", "nitro"]

/** h3, and Nitro and Nuxt on top of it. */
export const h3: TechnologyModel = {
  technology: "h3",
  packages: ["h3", "nitropack/runtime", "nitro/h3", "#imports"],
  listeners: [
    ...NAMES.flatMap((name) =>
      HANDLERS.map((handler): Listener => ({
        where: name === "h3" ? ["h3", ...FROM_FRAMEWORK] : FROM_FRAMEWORK,
        call: `${name}.${handler}`,
        handler: 0,
        gives: [{ parameter: 0, request: event }],
        label: "this handler",
      })),
    ),
    ...["getContents", "getMeta"].map((handler): Listener => ({
      where: ["h3"],
      call: "h3.serveStatic",
      handler,
      gives: [{ parameter: 0, controls: TEXT }],
      label: "the static files",
    })),
  ],
  passages: NAMES.flatMap((name) =>
    reads.flatMap(([calls, gives]) => calls.map((call): Passage => ({ call: `${name}.${call}`, from: [0], drops: [], gives }))),
  ),
  sinks: NAMES.flatMap((name): Sink[] => [
    { call: `${name}.sendRedirect`, kind: "redirect", arguments: [1], needs: "host" },
    { call: `${name}.proxyRequest`, kind: "url", arguments: [1], needs: "host" },
    { call: `${name}.$fetch`, kind: "url", arguments: [0], needs: "host" },
  ]),
}
