import { bare, descendants, isClass, propertyName, propertyOf, stringOf } from "../source/ast.ts"
import type { ClassNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import { meaningOf, originOf } from "../source/meaning.ts"
import type { Project } from "../source/project.ts"
import type { Column, Index, Table } from "./table.ts"

const REFERENCE = /^\s*(?:@Prop\()?\s*\[?\s*\{[^{}]{0,300}\bref:\s*(?:["'`](\w{1,60})["'`]|(\w{1,60})\.name\b)/

/** The models of one file: `mongoose.model("User", new Schema({ … }))` and Nest's `@Schema() class User`. */
export function mongooseTables(project: Project, module: SourceModule): Table[] {
  if (!/mongoose/.test(module.text)) return []
  const tables: Table[] = []
  for (const node of descendants(module.program)) {
    if (node.type === "CallExpression" && isModelCall(project, module, node)) {
      const name = stringOf(node.arguments[0])
      const table = name !== null && node.arguments[1] ? modelOf(project, module, node, name, node.arguments[1]) : null
      if (table) tables.push(table)
    }
    if (isClass(node) && node.id && node.decorators.some((each) => /^@Schema\b/.test(module.textOf(each))))
      tables.push(classTable(module, node, node.id.name))
  }
  return tables
}

// `mongoose.model(…)`, `connection.model(…)`, and `model(…)` that was taken out of mongoose.
function isModelCall(project: Project, module: SourceModule, { callee }: Node & { type: "CallExpression" }): boolean {
  if (callee.type === "MemberExpression") return propertyName(callee) === "model"
  return callee.type === "Identifier" && originOf(project, module, callee) === "mongoose.model"
}

function modelOf(project: Project, module: SourceModule, call: Node, name: string, schema: Node): Table | null {
  const meaning = bare(schema).type === "NewExpression" ? { kind: "value", module, node: bare(schema) } : schemaOf(project, module, schema)
  if (!meaning || meaning.node.type !== "NewExpression") return null
  const definition = meaning.node.arguments[0] && bare(meaning.node.arguments[0])
  if (definition?.type !== "ObjectExpression") return null
  const columns = new Map<string, Column>()
  const indexes: Index[] = [{ columns: ["_id"], unique: true }]
  for (const property of definition.properties) {
    if (property.type !== "Property") continue
    const column = propertyName(property)
    if (column === null) continue
    const written = meaning.module.textOf(property.value)
    columns.set(column, {
      name: column,
      kind: kindOf(written),
      isText: isText(written),
      ...(/\bset\s*:/.test(written) ? { hasSetter: true as const } : {}),
      ...referenceIn(written),
    })
    indexes.push(...fieldIndexes(column, property.value))
  }
  const text = meaning.module.code
  indexes.push(...schemaIndexes(text))
  // Plugins and loops may add indexes of their own.
  const complete =
    definition.properties.every((each) => each.type === "Property") && !/\.plugin\(|\.index\(\s*[^{\s]|discriminator\(/.test(text)
  return { technology: "Mongoose", name, path: module.path, line: module.lineOf(call), columns, indexes, complete }
}

function schemaOf(project: Project, module: SourceModule, schema: Node): { readonly module: SourceModule; readonly node: Node } | null {
  const node = bare(schema)
  if (node.type === "Identifier") {
    const declaration = module.bindings.resolve(node)?.declaration
    if (declaration?.type === "VariableDeclarator" && declaration.init) return { module, node: bare(declaration.init) }
  }
  const meaning = meaningOf(project, module, schema)
  return meaning?.kind === "value" ? { module: meaning.module, node: bare(meaning.node) } : null
}

function classTable(module: SourceModule, node: ClassNode, name: string): Table {
  const columns = new Map<string, Column>()
  const indexes: Index[] = [{ columns: ["_id"], unique: true }]
  for (const each of node.body.body) {
    if (each.type !== "PropertyDefinition") continue
    const column = propertyName(each)
    const decorator = each.decorators.map((one) => module.textOf(one)).find((one) => one.startsWith("@Prop"))
    if (column === null || decorator === undefined) continue
    const written = `${decorator} ${each.typeAnnotation ? module.textOf(each.typeAnnotation) : ""}`
    columns.set(column, { name: column, kind: kindOf(written), isText: isText(written), ...referenceIn(written) })
    if (/\bindex:\s*(?!false)/.test(decorator)) indexes.push({ columns: [column], unique: false })
    if (/\bunique:\s*(?!false)/.test(decorator)) indexes.push({ columns: [column], unique: true })
  }
  indexes.push(...schemaIndexes(module.code))
  return {
    technology: "Mongoose",
    name,
    path: module.path,
    line: module.lineOf(node),
    columns,
    indexes,
    complete: node.superClass === null && !/\.plugin\(/.test(module.code),
  }
}

function fieldIndexes(column: string, value: Node): Index[] {
  const node = bare(value)
  const has = (name: string) => {
    const found = propertyOf(node, name)
    return found !== null && !(found.type === "Literal" && found.value === false)
  }
  return [
    ...(has("unique") ? [{ columns: [column], unique: true }] : []),
    ...(has("index") || has("sparse") || has("expires") ? [{ columns: [column], unique: false }] : []),
  ]
}

// `schema.index({ email: 1, createdAt: -1 }, { unique: true })`
function schemaIndexes(text: string): Index[] {
  return [...text.matchAll(/\.index\(\s*\{([^{}]*)\}\s*(?:,\s*\{([^{}]*)\})?/g)].map((match) => ({
    columns: [...(match[1] ?? "").matchAll(/["']?([\w.]+)["']?\s*:/g)].map((each) => each[1] ?? ""),
    unique: /unique:\s*true/.test(match[2] ?? ""),
  }))
}

// The reference of the field itself, and of no field inside it: `{ type: ObjectId, ref: "User" }`, `[{ type: ObjectId, ref: "User" }]`, `@Prop({ type: [ObjectId], ref: User.name })`
function referenceIn(written: string): Pick<Column, "refersTo"> {
  const [, quoted, named] = REFERENCE.exec(written) ?? []
  const table = quoted ?? named
  return table === undefined ? {} : { refersTo: { table, isList: /^\s*\[|^@Prop\(\s*\[|\btype:\s*\[/.test(written) } }
}

function kindOf(text: string): Column["kind"] {
  return /\bBoolean\b|\bboolean\b/.test(text) ? "boolean" : /\benum\b/.test(text) ? "enum" : "other"
}

function isText(text: string): boolean {
  return !/\b(?:Number|Date|Boolean|ObjectId|Decimal128|number|boolean|enum)\b/.test(text)
}
