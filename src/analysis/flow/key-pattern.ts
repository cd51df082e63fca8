import { bare, propertyName, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { meaningOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

const MAX_LENGTH = 80

/** The key of a store with `*` for what differs from request to request; `null` where nothing of it is known. */
export function keyPatternOf(project: Project, module: SourceModule, node: Node): string | null {
  const pattern = written(project, module, bare(node), 0)?.replace(/\*+/g, "*")
  return pattern !== undefined && /[a-z]/i.test(pattern) && pattern.length <= MAX_LENGTH ? pattern : null
}

function written(project: Project, module: SourceModule, node: Node, depth: number): string | null {
  if (depth > 4) return null
  const text = stringOf(node)
  if (text !== null) return text
  if (node.type === "TemplateLiteral")
    return node.quasis
      .map((each, index) => {
        const hole = node.expressions[index]
        return `${each.value.raw}${hole ? (written(project, module, bare(hole), depth + 1) ?? "*") : ""}`
      })
      .join("")
  if (node.type === "BinaryExpression" && node.operator === "+")
    return `${written(project, module, bare(node.left), depth + 1) ?? "*"}${written(project, module, bare(node.right), depth + 1) ?? "*"}`
  // Whoever makes keys with a function reads them with the same one.
  if (node.type === "CallExpression") {
    const callee = bare(node.callee)
    const name = callee.type === "Identifier" ? callee.name : callee.type === "MemberExpression" ? propertyName(callee) : null
    return name !== null && /key/i.test(name) ? `${name}(*)` : null
  }
  if (node.type !== "Identifier" && node.type !== "MemberExpression") return null
  const meaning = meaningOf(project, module, node)
  return meaning?.kind === "value" ? stringOf(bare(meaning.node)) : null
}
