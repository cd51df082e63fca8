import type { TechnologyModel } from "./model.ts"
import { READS_OPTIONS } from "./node-core.ts"

/** Packages that hand a text to a shell. */
export const shellRunners: TechnologyModel = {
  technology: "a shell",
  packages: ["shelljs"],
  same: [
    { from: "execa.execa", to: "execa" },
    { from: "execa.execaSync", to: "execa" },
    { from: "simple-git.simpleGit()", to: "simple-git()" },
    { from: "simple-git.default()", to: "simple-git()" },
  ],
  sinks: [
    { call: "shelljs.exec", kind: "command", arguments: [0], needs: "string", unless: "shell-quoted" },
    { call: "execa.execaCommand", kind: "command", arguments: [0], needs: "string" },
    { call: "execa.execaCommandSync", kind: "command", arguments: [0], needs: "string" },
    { call: "execa.command", kind: "command", arguments: [0], needs: "string" },
    ...["execa", "cross-spawn", "cross-spawn.sync"].flatMap((call) => [
      {
        call,
        kind: "argument",
        arguments: [1],
        properties: ["*"],
        first: READS_OPTIONS,
        needs: "string",
        unless: "no-option",
      } as const,
    ]),
    // simple-git starts `git` with what it is given.
    ...["clone", "pull", "fetch", "push", "checkout", "addRemote", "listRemote", "mirror"].map(
      (method) =>
        ({
          call: `simple-git().${method}`,
          kind: "argument",
          arguments: "all",
          properties: ["*"],
          needs: "string",
          unless: "no-option",
        }) as const,
    ),
    { call: "execa", kind: "command", arguments: [0, 1], properties: ["*"], needs: "string" },
    { call: "cross-spawn", kind: "command", arguments: [0, 1], properties: ["*"], needs: "string" },
    { call: "cross-spawn.sync", kind: "command", arguments: [0, 1], properties: ["*"], needs: "string" },
  ],
}
