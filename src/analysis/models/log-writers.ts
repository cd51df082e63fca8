import type { TechnologyModel } from "./model.ts"

/** Loggers that write a text as it is; those that write JSON escape line breaks and are not named here. */
export const logWriters: TechnologyModel = {
  technology: "the console",
  packages: ["loglevel"],
  sinks: ["log", "info", "warn", "error", "debug", "trace"].flatMap((method) => [
    // A text behind the first argument is written without quotes as well; only what is inside an object gets them.
    { call: `globalThis.console.${method}`, kind: "log", arguments: "all", needs: "string" } as const,
    { call: `loglevel.${method}`, kind: "log", arguments: "all", needs: "string" } as const,
  ]),
}
