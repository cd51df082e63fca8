import type { TechnologyModel } from "./model.ts"

const EVERYTHING = ["string", "shape", "host", "path"] as const
const TEXT = ["string", "host", "path"] as const

/** Request data come in through parameter decorators; the properties here are the decorators' names. */
export const nest: TechnologyModel = {
  technology: "NestJS",
  packages: ["@nestjs/common"],
  request: {
    framework: "NestJS",
    parameter: -1,
    properties: {
      Query: EVERYTHING,
      Body: EVERYTHING,
      Param: TEXT,
      Headers: TEXT,
      Cookies: TEXT,
      // Gateways of sockets, and GraphQL, whose types keep objects out of what is declared a text.
      MessageBody: EVERYTHING,
      Args: TEXT,
    },
    methods: {},
    returns: { kind: "html", unless: "html-escaped" },
  },
}
