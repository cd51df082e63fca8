import type { Flow } from "../flow/flow.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { sayListGoesAround } from "../flow/weak-checks.ts"
import { calleeOf, entryOf } from "../flow/describe-flow.ts"

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
    const call = flow.technology === "Uploads" ? "multer" : calleeOf(flow)
    // express's own `sendFile(name, { root })` refuses to leave the root, and so does `send`.
    if (
      (/sendFile|download/.test(call) || flow.technology === "Static files") &&
      "arguments" in flow.node &&
      /\broot\b/.test(module.textOf(flow.node).slice(module.textOf(flow.argument).length))
    )
      return
    const isImport = flow.node.type === "ImportExpression"
    if (call === "require" || call === "fork" || isImport) {
      yield {
        at: flow.node,
        title: `\`${flow.source}\` chooses the module \`${isImport ? "import" : call}\` runs`,
        message: `With \`../\` in \`${flow.source}\` a client of ${entryOf(flow)} has the service load and run any JavaScript file it can read, an uploaded one included.`,
        fix: `Look \`${flow.source}\` up in a table of modules and refuse what is not in it.`,
      }
      return
    }
    // Looking answers no more than whether something is there; what reads or writes the file behind the look is reported itself.
    const looks = /(?:^|\.)(?:access|exists|l?stat|pathExists|realpath|readlink)(?:Sync)?$/.test(call)
    const writes = /^multer$|write|append|unlink|rm|rename|copy|mkdir/i.test(call)
    if (flow.exported !== null) {
      if (!looks && !writes) yield ofKey(flow, call)
      return
    }
    const isDocument = !looks && !writes && flow.marks.includes("document-ending")
    const isKnown = flow.certain
    yield {
      at: flow.node,
      title: `\`${flow.source}\` chooses which file \`${call}\` ${looks ? "looks for" : writes ? "changes" : "reads"}`,
      message: looks
        ? `With \`../\` in \`${flow.source}\` a client of ${entryOf(flow)} learns which files exist outside the folder that was meant; nothing on the way keeps the path inside it.`
        : isDocument
          ? `With \`../\` in \`${flow.source}\` a client of ${entryOf(flow)} has the service read files outside the folder that was meant; the ending that is added leaves those of this kind. Nothing on the way keeps the path inside a folder.`
          : `With \`../\` in \`${flow.source}\` a client of ${entryOf(flow)} makes the service ${writes ? "write to or delete" : "hand out"} any file its user may ${writes ? "change" : "read"}, configuration and keys included. Nothing on the way keeps the path inside a folder.${sayListGoesAround(module, flow)}`,
      fix: "Resolve it first and refuse what leaves the folder: `const file = path.resolve(root, name)` and `if (!file.startsWith(root + path.sep)) …`; where a bare name is meant, `path.basename(name)` is enough.",
      confidence: looks ? "low" : isKnown && !isDocument ? "high" : "medium",
      ...(looks || isDocument ? { severity: "medium" as const } : writes ? { severity: "critical" as const } : {}),
    }
  },
})

/** What is said of a published store that names its files after the keys it is given. */
function ofKey(flow: Flow, call: string): Draft {
  return {
    at: flow.node,
    severity: "medium",
    confidence: "medium",
    title: `\`${flow.source}\` becomes the name of the file that \`${call}\` reads`,
    message: `A key made of a visitor's text, such as \`../../settings\`, leads out of the folder of this store: whoever uses it hands out, overwrites or deletes files elsewhere without knowing. Nothing between \`${flow.exported}\` and here takes \`..\` out.`,
    fix: `Name the file after a digest of the key, \`createHash("sha256").update(${flow.source}).digest("hex")\`, or after \`encodeURIComponent(${flow.source})\` with an ending of its own.`,
  }
}
