import { isTestPath } from "../classify.ts"
import { defineRule } from "../rule.ts"
import { nodesOf, stringOf } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import { unsafeSettings } from "../settings/find-settings.ts"

export const noWeakTransport = defineRule({
  kind: "source",
  id: "no-weak-transport",
  section: "security",
  practice: "security",
  severity: "medium",
  confidence: "high",
  title: "An encrypted connection may be talked down",
  why: "Both sides of a connection agree on the best version that both allow, and whoever is between them can spoil the better ones. What is still allowed for one old client is what an attack uses with all.",
  fix: "Leave versions and ciphers to Node's defaults.",
  cwe: ["CWE-327", "CWE-757", "CWE-319"],
  needs: { path: "no test", settings: "transport", words: ["DEFAULT_MIN_VERSION"] },
  *check({ project, module }) {
    if (isTestPath(module.path)) return
    yield* unsafeSettings(project, module, "transport")
    if (!module.text.includes("DEFAULT_MIN_VERSION")) return
    for (const node of nodesOf(module.program, "AssignmentExpression")) {
      if (!/^tls\.DEFAULT_MIN_VERSION$/.test(originOf(project, module, node.left) ?? module.textOf(node.left))) continue
      if (!/^TLSv1(?:\.1)?$/.test(stringOf(node.right) ?? "")) continue
      yield {
        at: node,
        title: "Every connection of the process may use a broken version of TLS",
        message:
          "Whoever is on the way talks both sides into a version whose ciphers can be read, in every connection of the process: TLS before 1.2 is withdrawn (RFC 8996).",
        edits: [{ start: node.right.start, end: node.right.end, text: '"TLSv1.2"' }],
      }
    }
  },
})
