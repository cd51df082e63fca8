import type { TechnologyModel } from "./model.ts"

const EVERYTHING = ["string", "shape", "host", "path"] as const
const TEXT = ["string", "host", "path"] as const

export const fastify: TechnologyModel = {
  technology: "Fastify",
  packages: ["fastify"],
  request: {
    framework: "Fastify",
    parameter: 0,
    properties: {
      query: TEXT,
      body: EVERYTHING,
      params: TEXT,
      headers: TEXT,
      cookies: TEXT,
      url: TEXT,
      originalUrl: TEXT,
      hostname: TEXT,
      "raw.url": TEXT,
    },
    methods: {},
    returns: { kind: "html", unless: "html-escaped" },
  },
  same: ["type", "code", "status", "header", "headers"].map((method) => ({
    from: `fastify.FastifyReply().${method}()`,
    to: "fastify.FastifyReply()",
  })),
  sinks: [
    { call: "fastify.FastifyReply().view", kind: "view", arguments: [1], each: true, needs: "string", unless: "html-escaped" },
    { call: "fastify.FastifyReply().view", kind: "template", arguments: [0], needs: "path" },
    { call: "fastify.FastifyReply().send", kind: "html", arguments: [0], needs: "string", unless: "html-escaped" },
    { call: "fastify.FastifyReply().redirect", kind: "redirect", arguments: [0, 1], needs: "host" },
    { call: "fastify.FastifyReply().sendFile", kind: "path", arguments: [1], needs: "path" },
  ],
  namedSinks: [
    { receiver: /^(?:reply|rep)(?:\.code\(\w{1,40}\))?$/, method: "header", kind: "redirect", arguments: [1], needs: "host" },
    { receiver: /^(?:reply|rep)$/, method: "view", kind: "view", arguments: [1], each: true, needs: "string", unless: "html-escaped" },
    { receiver: /^(?:reply|rep)$/, method: "view", kind: "template", arguments: [0], needs: "path" },
    {
      receiver: /^(?:reply|rep)(?:\.(?:type|code|status|header|headers)\([^()]{0,80}\))*$/,
      method: "send",
      kind: "html",
      arguments: [0],
      needs: "string",
      unless: "html-escaped",
    },
    { receiver: /^reply$/, method: "sendFile", kind: "path", arguments: [1], needs: "path" },
  ],
}
