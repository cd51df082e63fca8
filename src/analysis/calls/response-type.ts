import { ancestors, enclosingFunction } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"

const TYPE =
  /content-type["'`\]]*\s{0,4}[:,=]\s{0,4}["'`]([\w/+.-]{1,60})|\.(?:type|contentType)\(\s{0,4}["'`]([\w/+.-]{1,60})|\.type\s?=\s?["'`]([\w/+.-]{1,60})|\bHeader\(\s?["'`]content-type["'`],\s?["'`]([\w/+.-]{1,60})/gi

/**
 * The kind of content type the code around an answer sets: `html`, `other`, or `null` when it leaves that to the framework.
 * Looks at the function that sends it, with its decorators.
 */
export function responseTypeAt(module: SourceModule, node: Node): "html" | "other" | null {
  const owner = enclosingFunction(node)
  const around = owner?.parent?.type === "MethodDefinition" ? owner.parent : owner
  const failed = attemptBefore(node)
  const start = around ? around.start : Math.max(0, node.start - 2000)
  const text = around ? module.code.slice(around.start, around.end) : module.code.slice(Math.max(0, node.start - 2000), node.end)
  let found: "html" | "other" | null = null
  for (const match of text.matchAll(TYPE)) {
    if (failed && isLate(module, failed, start + match.index)) continue
    if (/html|svg|xml/i.test(match.slice(1).join(""))) return "html"
    found = "other"
  }
  return found
}

/** The block of the `try` whose `catch` a node stands in; `null` elsewhere. */
function attemptBefore(node: Node): Node | null {
  for (const above of ancestors(node))
    if (above.type === "CatchClause") return above.parent?.type === "TryStatement" ? above.parent.block : null
  return null
}

// What follows something that can fail may not have happened when the `catch` answers.
function isLate(module: SourceModule, block: Node, at: number): boolean {
  return block.start <= at && at < block.end && /\b(?:await|yield)\b/.test(module.code.slice(block.start, at))
}
