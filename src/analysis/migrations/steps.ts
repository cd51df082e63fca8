import { bare, descendants, isFunction, propertyName, propertyOf, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { directionOf, forwardSql } from "./migration-file.ts"
import { sqlSteps } from "./sql-steps.ts"
import type { MigrationStep } from "./sql-steps.ts"

export type { MigrationStep } from "./sql-steps.ts"

/** What a migration does on its way forward, in order; empty when it cannot be read. */
export function stepsOf(project: Project, path: string): readonly MigrationStep[] {
  const text = project.textOf(path)
  if (text === null) return []
  if (path.endsWith(".sql")) return sqlSteps(forwardSql(path, text))
  const module = project.moduleOf(path)
  const up = module && directionOf(project, module, "up")
  return up ? callSteps(module, up) : []
}

type Call = Node & { type: "CallExpression" }

function callSteps(module: SourceModule, up: FunctionNode): MigrationStep[] {
  const steps: MigrationStep[] = []
  for (const node of descendants(up)) {
    if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression") continue
    const method = propertyName(node.callee) ?? ""
    if (/^(?:query|raw|sql|execute)$/.test(method)) {
      const argument = node.arguments[0]
      const sql = argument ? textIn(module, argument) : null
      // Where exactly in a string of many lines a statement stands matters less than the call it is in.
      if (sql !== null) steps.push(...sqlSteps(sql).map((step) => ({ ...step, start: node.start, end: node.end })))
      continue
    }
    steps.push(...schemaSteps(node, method))
  }
  return steps
}

function schemaSteps(node: Call, method: string): MigrationStep[] {
  const at = { start: node.start, end: node.end }
  const [first, second, third] = node.arguments
  const name = stringOf(first) ?? nameIn(first)
  const isOnTable = enclosingTable(node)
  switch (method) {
    case "dropTable":
    case "dropTableIfExists":
      return name === null ? [] : [{ kind: "drop-table", table: name, column: null, ...at }]
    case "renameTable":
      return name === null ? [] : [{ kind: "rename-table", table: name, column: stringOf(second), ...at }]
    case "createTable":
      return name === null ? [] : [{ kind: "create-table", table: name, column: null, ...at }]
    case "insert":
    case "update":
    case "bulkInsert":
    case "bulkUpdate":
      return [{ kind: "fill", table: name ?? "", column: null, ...at }]
    case "dropColumn":
    case "dropColumns":
    case "removeColumn":
    case "renameColumn": {
      const isRenamed = method === "renameColumn"
      const kind = isRenamed ? "rename-column" : "drop-column"
      const to = isRenamed ? stringOf(isOnTable === null ? third : second) : null
      const what = { kind, ...(to === null ? {} : { renamedTo: to }), ...at } as const
      // Knex names the table around the call, the others in it.
      if (isOnTable !== null) {
        const names = isRenamed ? [stringOf(first)] : node.arguments.map((each) => stringOf(each))
        return names.flatMap((column) => (column === null ? [] : [{ ...what, table: isOnTable, column }]))
      }
      return name === null ? [] : columnsIn(second).map((column) => ({ ...what, table: name, column }))
    }
    case "addColumn":
    case "addColumns": {
      if (name === null) return []
      const column = stringOf(second)
      const isRequired = (options: Node | null | undefined) => {
        const inner = options ? bare(options) : null
        const is = (key: string, value: string) => {
          const found = propertyOf(inner, key)
          return found?.type === "Literal" && String(found.value) === value
        }
        return (
          (is("allowNull", "false") || is("notNull", "true")) &&
          ["defaultValue", "default", "sequenceGenerated"].every((key) => !propertyOf(inner, key))
        )
      }
      if (column !== null) return isRequired(third) ? [{ kind: "require-column", table: name, column, ...at }] : []
      const columns = second ? bare(second) : null
      if (columns?.type !== "ObjectExpression") return []
      return columns.properties.flatMap((each) =>
        each.type === "Property" && isRequired(each.value)
          ? [{ kind: "require-column", table: name, column: propertyName(each), start: each.start, end: each.end } as const]
          : [],
      )
    }
    case "notNullable": {
      if (isOnTable === null) return []
      const chain = chainAround(node)
      if (chain.methods.some((each) => /^(?:defaultTo|alter|nullable)$/.test(each)) || !/^[a-z]/i.test(chain.column ?? "")) return []
      return [{ kind: "require-column", table: isOnTable, column: chain.column, start: chain.top.start, end: chain.top.end }]
    }
    default:
      return []
  }
}

/** The table of Knex's `schema.alterTable("orders", (table) => { … here … })`; `null` elsewhere and in `createTable`. */
function enclosingTable(node: Node): string | null {
  for (let above = node.parent; above; above = above.parent) {
    if (!isFunction(above) || above.parent?.type !== "CallExpression") continue
    const { callee } = above.parent
    if (callee.type === "MemberExpression" && /^(?:table|alterTable)$/.test(propertyName(callee) ?? ""))
      return stringOf(above.parent.arguments[0])
  }
  return null
}

function chainAround(call: Call): { top: Node; methods: string[]; column: string | null } {
  const methods: string[] = []
  let top: Node = call
  for (;;) {
    const member: Node | null | undefined = top.parent
    const outer: Node | null | undefined = member?.parent
    if (member?.type !== "MemberExpression" || member.object !== top || outer?.type !== "CallExpression" || outer.callee !== member) break
    methods.push(propertyName(member) ?? "")
    top = outer
  }
  let column: string | null = null
  for (let below: Node = call; below.type === "CallExpression" && below.callee.type === "MemberExpression"; below = below.callee.object) {
    methods.push(propertyName(below.callee) ?? "")
    column = stringOf(below.arguments[0]) ?? column
  }
  return { top, methods, column }
}

function columnsIn(node: Node | undefined): string[] {
  const inner = node ? bare(node) : null
  if (inner?.type === "ArrayExpression") return inner.elements.flatMap((each) => (each ? (stringOf(each) ?? []) : []))
  const text = stringOf(inner)
  return text === null ? [] : [text]
}

// `{ tableName: "orders", schema: "public" }`, `{ name: "orders" }`
function nameIn(node: Node | undefined): string | null {
  return stringOf(propertyOf(node, "tableName")) ?? stringOf(propertyOf(node, "name"))
}

function textIn(module: SourceModule, node: Node): string | null {
  const inner = bare(node)
  if (inner.type === "TemplateLiteral") return module.text.slice(inner.start + 1, inner.end - 1)
  const text = stringOf(inner)
  if (text !== null) return text
  return inner.type === "BinaryExpression" && inner.operator === "+"
    ? `${textIn(module, inner.left) ?? ""}${textIn(module, inner.right) ?? ""}`
    : null
}
