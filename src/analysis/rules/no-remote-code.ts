import { codeRuns } from "../calls/code-runs.ts"
import { fetchCallBehind } from "../calls/fetched-text.ts"
import { isServerPath } from "../calls/server-path.ts"
import { oneLine } from "../flow/wording.ts"
import { defineRule } from "../rule.ts"

export const noRemoteCode = defineRule({
  kind: "source",
  id: "no-remote-code",
  section: "security",
  practice: "security",
  severity: "critical",
  confidence: "medium",
  title: "What another server answers is run as code",
  why: "Whoever controls that server, its domain or a way to it decides what runs here, with every key of this process, and the repository never shows a change. `vm` does not keep such code in.",
  fix: "Bring the code in as a dependency with a lockfile, or send data and decide here what to do with them.",
  cwe: ["CWE-494", "CWE-829", "CWE-94"],
  yieldsTo: ["no-code-injection", "no-command-injection"],
  needs: { path: "server", text: [/\beval\b|\bFunction\b|\bvm\b|_compile|\bexec|\bspawn|run/] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const { call, code, as } of codeRuns(project, module)) {
      const source = as === "module" ? null : fetchCallBehind(project, module, code)
      if (!source) continue
      const run = oneLine(module.textOf("callee" in call ? call.callee : call))
      const fetched = oneLine(source.module.textOf(source.call))
      const what = oneLine(module.textOf(code))
      yield {
        at: call,
        title: `\`${run}\` runs what another server answers`,
        message: `Whoever controls that server or its name decides what runs in this process: \`${what}\` is what \`${fetched}\` brought${as === "command" ? ", and it becomes a command" : ""}.`,
        trace: [
          { path: source.module.path, line: source.module.lineOf(source.call), what: `\`${fetched}\` asks another server` },
          { path: module.path, line: module.lineOf(call), what: `\`${run}\` runs what it answers` },
        ],
      }
    }
  },
})
