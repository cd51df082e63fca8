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
  },
  namedSinks: [{ receiver: /^reply$/, method: "sendFile", kind: "path", arguments: [1], needs: "path" }],
}
