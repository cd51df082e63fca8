import { descendants, stringOf } from "./ast.ts"
import type { Node } from "./ast.ts"

const ONE_WORD = /^[\w$:./@-]{1,80}$/

/**
 * Every word of the code below and including `root`: its names, and its texts of one word, as in `claims["aud"]`. What a comment or a sentence says
 * is no word of the code, so that it can decide what a rule says of it. `skip` may keep it from going below a node.
 */
export function* wordsIn(root: Node, skip?: (node: Node) => boolean): Generator<{ readonly word: string; readonly node: Node }> {
  for (const node of descendants(root, skip)) {
    if (node.type === "Identifier") yield { word: node.name, node }
    else if (node.type === "Literal" || node.type === "TemplateLiteral") {
      const text = stringOf(node)
      if (text !== null && ONE_WORD.test(text)) yield { word: text, node }
    }
  }
}
