import { enclosingFunction } from "../source/ast.ts"
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
  const text = around ? module.text.slice(around.start, around.end) : module.text.slice(Math.max(0, node.start - 2000), node.end)
  let found: "html" | "other" | null = null
  for (const match of text.matchAll(TYPE)) {
    if (/html|svg|xml/i.test(match.slice(1).join(""))) return "html"
    found = "other"
  }
  return found
}
