import type { TechnologyModel } from "./model.ts"

/** Packages that hand a text to a shell. */
export const shellRunners: TechnologyModel = {
  technology: "a shell",
  packages: ["shelljs"],
  same: [
    { from: "execa.execa", to: "execa" },
    { from: "execa.execaSync", to: "execa" },
  ],
  sinks: [
    { call: "shelljs.exec", kind: "command", arguments: [0], needs: "string" },
    { call: "execa.execaCommand", kind: "command", arguments: [0], needs: "string" },
    { call: "execa.execaCommandSync", kind: "command", arguments: [0], needs: "string" },
    { call: "execa.command", kind: "command", arguments: [0], needs: "string" },
    { call: "execa", kind: "command", arguments: [0, 1], properties: ["*"], needs: "string" },
    { call: "cross-spawn", kind: "command", arguments: [0, 1], properties: ["*"], needs: "string" },
    { call: "cross-spawn.sync", kind: "command", arguments: [0, 1], properties: ["*"], needs: "string" },
  ],
}
