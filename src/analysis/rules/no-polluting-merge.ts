import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { bare, functionName, nodesOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { deepMerges, nestedWrite, pathWrite, SETS_KEYS, setsKeys } from "../source/key-walk.ts"
import type { SourceModule } from "../source/module.ts"

export const noPollutingMerge = defineRule({
  kind: "source",
  id: "no-polluting-merge",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "medium",
  title: "A function that writes nested keys follows `__proto__`",
  why: "Given an object of a request with a field `__proto__`, it walks into the prototype all objects share and writes there: `user.isAdmin` becomes true everywhere, or the service breaks. `JSON.parse` makes such a field like any other.",
  fix: "Skip `__proto__`, `constructor` and `prototype`, or only walk into properties the target has itself.",
  cwe: ["CWE-1321"],
  needs: { path: "server", text: [SETS_KEYS] },
  *check({ module }) {
    if (!isServerPath(module.path) || !setsKeys(module)) return
    for (const { function: node, write, key, read } of deepMerges(module)) {
      const step = (at: Node, what: string) => ({ path: module.path, line: module.lineOf(at), what })
      const [name, taken] = [module.textOf(key), module.textOf(read)].map((text) => text.replaceAll("`", "'").slice(0, 60))
      yield {
        ...draftOf(module, node, write),
        trace: [step(key, `\`${name}\` is a key of what is given`), step(read, `\`${taken}\` is gone into`), step(write, "it is written")],
      }
    }
    for (const node of nodesOf(module.program, "FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression")) {
      const write = pathWrite(module, node)
      if (write !== null) yield draftOf(module, node, write)
      const nested = nestedWrite(module, node)
      if (nested !== null) yield draftOf(module, node, nested)
    }
  },
})

const MERGES = /merge|extend|assign|defaults|deep|mixin|^(?:set|put|write|apply|patch)|setPath|unflatten|expand/i

function draftOf(module: SourceModule, node: FunctionNode, write: Node): Draft {
  const name = functionName(node) ?? "this function"
  const shown = name === "exports" ? "this function" : `\`${name}\``
  const code = module.textOf(write).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 60)
  return {
    at: write,
    // Under another name, or when nobody else can call it, it is seldom given what a client sent.
    ...(MERGES.test(`${name} ${module.path}`) && isReachable(module, node, name) ? {} : { confidence: "low" as const }),
    title: `${name === "exports" ? "This function" : shown} follows the key \`__proto__\``,
    message: `A key \`__proto__\` in what ${shown} is given leads \`${code}\` to the prototype of every object in the process: after one such request all of them have the properties the sender chose.`,
    fix: `Skip the keys \`__proto__\`, \`constructor\` and \`prototype\` before \`${code}\`.`,
  }
}

// Exported, or used by something that is.
function isReachable(module: SourceModule, node: FunctionNode, name: string): boolean {
  for (const found of module.exports.values()) {
    if (found.kind !== "node") continue
    const inner = bare(found.node)
    const declaration = inner.type === "Identifier" ? (module.bindings.resolve(inner)?.declaration ?? inner) : inner
    if (declaration.start <= node.start && declaration.end >= node.end) return true
    if (/^[\w$]+$/.test(name) && new RegExp(`(?<![\\w$])${name.replaceAll("$", "\\$")}(?![\\w$])`).test(module.textOf(declaration)))
      return true
  }
  return false
}
