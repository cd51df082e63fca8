import type { ChangedFile, Diff } from "../../model/diff.ts"
import { isServerPath } from "../calls/server-path.ts"
import { nodesOf, propertyName, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { usesProtection } from "./lost-protections.ts"
import { isProse } from "../classify.ts"

/** A header for browsers that an answer carried before a change and that nothing in the repository sets any more. */
export interface LostHeader {
  readonly file: ChangedFile
  readonly module: SourceModule
  /** The call or the property at the base. */
  readonly node: Node
  /** `Content-Security-Policy` */
  readonly header: string
}

// Those that keep a page from being framed, sniffed, scripted or fetched in the clear.
const PROTECTS =
  /^(?:content-security-policy|x-frame-options|x-content-type-options|strict-transport-security|cross-origin-(?:opener|embedder|resource)-policy)$/i
const SETS = /^(?:set|header|setHeader|append|headers?)$/

/** Headers that were set on lines a change takes away: `res.setHeader("X-Frame-Options", "DENY")`. */
export function lostHeaders(base: Project, head: Project, diff: Diff): LostHeader[] {
  const found = new Map<string, LostHeader>()
  for (const file of diff.files) {
    if (file.oldPath === null || file.status === "copied" || !isServerPath(file.oldPath)) continue
    if (!base.mentions(file.oldPath, /["'`](?:content-security|x-frame|x-content-type|strict-transport|cross-origin)-/i)) continue
    const module = base.moduleOf(file.oldPath)
    for (const node of module ? nodesOf(module.program, "CallExpression", "Property") : []) {
      const header = headerOf(node)
      if (module === null || header === null || !PROTECTS.test(header) || found.has(header.toLowerCase())) continue
      if (!isSet(head, header)) found.set(header.toLowerCase(), { file, module, node, header })
    }
  }
  return [...found.values()]
}

// `res.setHeader("X-Frame-Options", "DENY")`, `new Response(body, { headers: { "X-Frame-Options": "DENY" } })`
function headerOf(node: Node): string | null {
  if (node.type === "Property") return propertyName(node)
  if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression" || !SETS.test(propertyName(node.callee) ?? "")) return null
  return stringOf(node.arguments[0])
}

// Wherever it stands in code or in the settings of a proxy, somebody sets it; helmet sets all of them.
function isSet(head: Project, header: string): boolean {
  const name = header.toLowerCase()
  return head.once(`sets ${name}`, () =>
    [...head.tree.files.values()].some(
      ({ path, text }) =>
        !isProse(path) &&
        !/\.lock$|-lock\./.test(path) &&
        ((text.toLowerCase().includes(name) && head.codeOf(path)?.toLowerCase().includes(name)) ||
          usesProtection(head, path, "security-headers")),
    ),
  )
}
