import { isServerPath } from "../calls/server-path.ts"
import { changedModules, touches } from "../change/same-function.ts"
import { defineRule } from "../rule.ts"
import { ancestors, isClass, nodesOf, propertyName, propertyOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"

/** A column that queries or answers leave out unless they name it. */
interface Hidden {
  readonly node: Node
  /** With the class or the schema it belongs to. */
  readonly key: string
  readonly name: string
  readonly isHidden: boolean
}

const SECRET = /passw|secret|token|salt|hash|api_?key|private_?key|credential|otp|totp|mfa|recovery|pin_?code/i
// `@Exclude()` of class-transformer, `@HideField()` of Nest's GraphQL, `@Column({ select: false })` of TypeORM.
const HIDES = /^@(?:Exclude|HideField)\(|^@\w*Column\([\s\S]*\bselect:\s*false\b|^@Prop\([\s\S]*\bselect:\s*false\b/

export const noRevealedColumn = defineRule({
  kind: "change",
  id: "no-revealed-column",
  section: "security",
  practice: "database",
  severity: "medium",
  confidence: "medium",
  title: "A secret column is no longer left out",
  why: "A column that is left out has to be asked for by name. Without that every query that loads the row carries it, and every answer that is made of such a row hands it out.",
  fix: "Leave it hidden and name it in the one query that needs it.",
  cwe: ["CWE-200", "CWE-522"],
  *check({ base, head, diff }) {
    for (const { before, after: module, gone } of changedModules(base, head, diff, isServerPath)) {
      const then = columnsIn(before).filter(({ node, isHidden }) => isHidden && touches(before, node, gone))
      const now = then.length === 0 ? new Map<string, Hidden>() : new Map(columnsIn(module).map((each) => [each.key, each]))
      const shown = then.flatMap(({ key }) => {
        const left = now.get(key)
        return left && !left.isHidden ? [left] : []
      })
      const [first] = shown
      if (!first) continue
      const names = shown.map(({ name }) => `\`${name.replaceAll("`", "'").slice(0, 60)}\``)
      yield {
        path: module.path,
        at: { line: module.lineOf(first.node) },
        title: `${names.slice(0, 2).join(" and ")}${names.length > 2 ? ` and ${names.length - 2} more` : ""} ${names.length > 1 ? "are" : "is"} loaded with every row now`,
        message: `Until now ${names.join(", ")} had to be asked for by name; after this change every query of these rows carries ${names.length > 1 ? "them" : "it"}, and so does every answer that is made of one.`,
        key: `revealed ${shown.map(({ key }) => key).join(" ")}`,
      }
    }
  },
})

function columnsIn(module: SourceModule): Hidden[] {
  const members = nodesOf(module.program, "ClassBody").flatMap(({ body }) =>
    body.flatMap((node) =>
      node.type === "PropertyDefinition" ? [{ node, isHidden: node.decorators.some((each) => HIDES.test(module.textOf(each))) }] : [],
    ),
  )
  // `password: { type: String, select: false }` of a schema of Mongoose.
  const fields = nodesOf(module.program, "Property").flatMap((node) => {
    const select = propertyOf(node.value, "select")
    return propertyOf(node.value, "type") ? [{ node, isHidden: select !== null && module.textOf(select) === "false" }] : []
  })
  return [...members, ...fields].flatMap(({ node, isHidden }): Hidden[] => {
    const name = propertyName(node)
    return name !== null && SECRET.test(name) ? [{ node, name, isHidden, key: `${ownerOf(node)}.${name}` }] : []
  })
}

function ownerOf(node: Node): string {
  for (const above of ancestors(node)) {
    if (isClass(above)) return above.id?.name ?? ""
    if (above.type === "VariableDeclarator" && above.id.type === "Identifier") return above.id.name
  }
  return ""
}
