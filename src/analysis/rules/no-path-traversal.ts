import { defineRule } from "../rule.ts"
import type { Node } from "../source/ast.ts"

export const noPathTraversal = defineRule({
  kind: "flow",
  sink: "path",
  id: "no-path-traversal",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "high",
  title: "Request data chooses a file",
  why: "`..` in the value leads out of the folder that was meant, to configuration, keys and source. Joining or resolving a path does not stop it; comparing the result with the folder does.",
  fix: "Resolve the path and refuse it unless it lies below the intended folder, or look the file up by an id.",
  cwe: ["CWE-22"],
  *check({ module, flow }) {
    const call =
      "callee" in flow.node
        ? module
            .textOf(flow.node.callee as Node)
            .replace(/\s+/g, " ")
            .replaceAll("`", "'")
            .slice(0, 50)
        : "the call"
    // express's own `sendFile(name, { root })` refuses to leave the root.
    if (
      /sendFile|download/.test(call) &&
      "arguments" in flow.node &&
      /\broot\b/.test(module.textOf(flow.node).slice(module.textOf(flow.argument).length))
    )
      return
    if (call === "require" || call === "fork") {
      yield {
        at: flow.node,
        title: `\`${flow.source}\` chooses the module \`${call}\` runs`,
        message: `With \`../\` in \`${flow.source}\` a client of ${flow.route === null ? "this handler" : `\`${flow.route}\``} has the service load and run any JavaScript file it can read, an uploaded one included.`,
        fix: `Look \`${flow.source}\` up in a table of modules and refuse what is not in it.`,
      }
      return
    }
    const writes = /write|append|unlink|rm|rename|copy|mkdir/i.test(call)
    const where = flow.route === null ? "this handler" : `\`${flow.route}\``
    yield {
      at: flow.node,
      title: `\`${flow.source}\` chooses which file \`${call}\` ${writes ? "changes" : "reads"}`,
      message: `With \`../\` in \`${flow.source}\` a client of ${where} makes the service ${writes ? "write to or delete" : "hand out"} any file its user may ${writes ? "change" : "read"}, configuration and keys included. Nothing on the way keeps the path inside a folder.`,
      fix: "Resolve it first and refuse what leaves the folder: `const file = path.resolve(root, name)` and `if (!file.startsWith(root + path.sep)) …`; where a bare name is meant, `path.basename(name)` is enough.",
      confidence: flow.certain ? "high" : "medium",
      ...(writes ? { severity: "critical" as const } : {}),
    }
  },
})
