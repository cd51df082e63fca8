import { isServerPath } from "../calls/server-path.ts"
import { isLibraryFile } from "../flow/exported.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { bare, functionName, nodesOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { keyKnowledge, knowsElsewhere } from "../source/key-knowledge.ts"
import { deepMerges, nestedWrite, pathWrite, SETS_KEYS, setsKeys, TAKES_APART } from "../source/key-walk.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { folderOf } from "../source/resolve-import.ts"

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
  *check({ project, module }) {
    if (!isServerPath(module.path) || !setsKeys(module)) return
    const isPublished = isOfSmallPackage(project, module.path)
    for (const { function: node, write, key, read } of deepMerges(project, module)) {
      if (knowsElsewhere(project, module, node)) continue
      const step = (at: Node, what: string) => ({ path: module.path, line: module.lineOf(at), what })
      const [name, taken] = [module.textOf(key), module.textOf(read)].map((text) => text.replaceAll("`", "'").slice(0, 60))
      yield {
        ...draftOf(module, node, write, isPublished),
        trace: [step(key, `\`${name}\` is a key of what is given`), step(read, `\`${taken}\` is gone into`), step(write, "it is written")],
      }
    }
    for (const node of nodesOf(module.program, "FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression")) {
      const path = pathWrite(module, node)
      if (path?.because === "keys may be lists") {
        // Whoever calls it within a service knows what a path is.
        if (isPublished) yield ofLists(module, node, path.write)
      } else if (path !== null && !knowsElsewhere(project, module, node)) yield draftOf(module, node, path.write, isPublished)
      const nested = nestedWrite(module, node)
      // A table filled by two keys is mostly the service's own, but for what a package reads from a text.
      if (nested !== null) yield draftOf(module, node, nested, isPublished && TAKES_APART.test(module.code))
    }
  },
})

// In a package of a few files what one of them exports is given what the package is given; in a large one it has its own callers.
const MAX_FILES = 20

function isOfSmallPackage(project: Project, path: string): boolean {
  if (!isLibraryFile(project, path)) return false
  const folder = folderOf(project.manifestFor(path)?.path ?? "package.json")
  return project.once(`${folder || "."} is a small package`, () => {
    const own = project.sourcePaths.filter((each) => (folder === "" || each.startsWith(`${folder}/`)) && isServerPath(each))
    return own.length <= MAX_FILES
  })
}

const MERGES = /merge|extend|assign|defaults|deep|mixin|^(?:set|put|write|apply|patch)|setPath|unflatten|expand/i

function draftOf(module: SourceModule, node: FunctionNode, write: Node, isPublished: boolean): Draft {
  const { name, title, shown, code } = namesFor(module, node, write)
  const key = keyKnowledge(module, node) === "__proto__" ? "constructor" : "__proto__"
  return {
    at: write,
    // Under another name, or when nobody else can call it, it is seldom given what a client sent; a package does not know by whom it is called.
    ...((isPublished || MERGES.test(`${name} ${module.path}`)) && isReachable(module, node, name) ? {} : { confidence: "low" as const }),
    title: `${title} follows the key \`${key}\``,
    message:
      key === "__proto__"
        ? `A key \`__proto__\` in what ${shown} is given leads \`${code}\` to the prototype of every object in the process: after one such request all of them have the properties the sender chose.`
        : `\`__proto__\` is refused, but the keys \`constructor\` and \`prototype\`, one below the other, lead \`${code}\` to the same place: the prototype of every object in the process.`,
    fix: `Skip the keys \`__proto__\`, \`constructor\` and \`prototype\` before \`${code}\`.`,
    // Whoever takes the check for one of them away opens another way.
    ...(key === "constructor" ? { key: `constructor ${module.textOf(write)}` } : {}),
  }
}

function ofLists(module: SourceModule, node: FunctionNode, write: Node): Draft {
  const { name, title, code } = namesFor(module, node, write)
  return {
    at: write,
    severity: "medium",
    ...(isReachable(module, node, name) ? {} : { confidence: "low" as const }),
    title: `${title} lets \`["__proto__"]\` through as a key`,
    message: `A path may be given as a list, and a list in the place of a key, \`["__proto__"]\`, equals no text it is compared with and becomes it when \`${code}\` uses it: the refused key is followed all the same.`,
    fix: "Make every key of a list a text, `path.map(String)`, before it is compared.",
    key: `lists ${name}`,
  }
}

function namesFor(module: SourceModule, node: FunctionNode, write: Node): { name: string; title: string; shown: string; code: string } {
  const name = functionName(node) ?? "this function"
  const isNamed = name !== "exports" && name !== "this function"
  return {
    name,
    title: isNamed ? `\`${name}\`` : "This function",
    shown: isNamed ? `\`${name}\`` : "this function",
    code: module.textOf(write).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 60),
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
