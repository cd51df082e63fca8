import { asksAnotherServer } from "../calls/fetched-text.ts"
import { isServerPath } from "../calls/server-path.ts"
import { wholeEnvironments } from "../calls/whole-environment.ts"
import { oneLine } from "../flow/wording.ts"
import { defineRule } from "../rule.ts"
import { originOf } from "../source/meaning.ts"

export const noEnvironmentSent = defineRule({
  kind: "source",
  id: "no-environment-sent",
  section: "security",
  practice: "security",
  severity: "critical",
  confidence: "high",
  title: "The whole environment is sent to another service",
  why: "Passwords of databases, keys of other services and what signs tokens stand in `process.env`. Whoever runs the other service, or reads its logs, gets all of them.",
  fix: "Send the variables that are needed, by name.",
  cwe: ["CWE-526", "CWE-201"],
  needs: { path: "server", text: [/process\.env(?!\s*[.[])/] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const { node, call } of wholeEnvironments(module)) {
      if (!asksAnotherServer(originOf(project, module, call.callee))) continue
      const callee = oneLine(module.textOf(call.callee))
      yield {
        at: node,
        title: `\`${callee}\` sends every secret of the process`,
        message: `Whoever answers there gets the passwords of the databases, the keys of other services and what signs tokens: \`${callee}\` is handed all of \`process.env\`.`,
      }
    }
  },
})
