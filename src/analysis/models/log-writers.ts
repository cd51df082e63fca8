import type { TechnologyModel } from "./model.ts"

/** Loggers that write a text as it is; those that write JSON escape line breaks and are not named here. */
export const logWriters: TechnologyModel = {
  technology: "the console",
  packages: ["loglevel"],
  sinks: ["log", "info", "warn", "error", "debug", "trace"].flatMap((method) => [
    { call: `globalThis.console.${method}`, kind: "log", arguments: [0], needs: "string" } as const,
    { call: `loglevel.${method}`, kind: "log", arguments: [0], needs: "string" } as const,
  ]),
}
