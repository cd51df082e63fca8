import { isServerPath } from "../calls/server-path.ts"
import { escapePattern } from "../escape-pattern.ts"
import { defineRule } from "../rule.ts"
import { ancestors, bare, descendants, enclosingClass, functionName, isFunction, nodesOf, propertyName, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

const LIBRARIES = ["better-sqlite3", "better-sqlite3-multiple-ciphers", "libsql"]
const PREPARED = /^(?:better-sqlite3[\w-]*|libsql|(?:node:)?sqlite)\b.*\.prepare\(\)\.run$/
const WRITES = /^\s*(?:INSERT|UPDATE|DELETE|REPLACE)\b/i
const TRANSACTION = /\.transaction\(|\bBEGIN\b|\binTransaction\b|\b(?:withT|t)ransaction\(/
// A list that is written down has few elements.
const FEW = /^\[/

export const noCommitPerRow = defineRule({
  kind: "source",
  id: "no-commit-per-row",
  section: "performance",
  practice: "database",
  severity: "medium",
  confidence: "medium",
  title: "Every row is a transaction of its own",
  why: "Outside of a transaction SQLite commits each statement by itself and waits for the disk each time. The drivers that work synchronously hold up the whole process meanwhile: some thousand rows take seconds in which no request is answered. A failure halfway leaves half of the rows.",
  fix: "Run the loop in one transaction: `db.transaction(() => { … })()`, or `BEGIN` and `COMMIT` around it.",
  cwe: ["CWE-1050"],
  needs: { path: "server", words: ["run prepare", "run better"] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    const told = new Set<Node>()
    for (const node of nodesOf(module.program, "CallExpression")) {
      if (node.callee.type !== "MemberExpression" || propertyName(node.callee) !== "run") continue
      const loop = loopAround(module, node)
      if (!loop || told.has(loop.node) || !writes(project, module, node.callee.object)) continue
      if (isInTransaction(project, module, loop.node)) continue
      told.add(loop.node)
      const name = module.textOf(node.callee).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 60)
      yield {
        at: { start: node.start, end: node.callee.end },
        title: `\`${name}\` commits each row by itself`,
        message: `Each round of the loop over \`${loop.list}\` (line ${module.lineOf(loop.node)}) is a transaction of its own that waits for the disk, and \`${name}\` holds up the whole process meanwhile: thousands of rows take seconds, and a failure halfway leaves the first ones.`,
      }
    }
  },
})

/** The nearest loop around a call in its own function, over a list that is not written down; `null` when it waits for something else in between. */
function loopAround(module: SourceModule, call: Node): { readonly node: Node; readonly list: string } | null {
  for (const above of ancestors(call)) {
    const isEach = isFunction(above) && above.parent?.type === "CallExpression" && above.parent.callee.type === "MemberExpression"
    const list =
      above.type === "ForOfStatement" && !above.await
        ? above.right
        : isEach && /^(?:forEach|map|flatMap)$/.test(propertyName((above.parent as Node & { type: "CallExpression" }).callee) ?? "")
          ? ((above.parent as Node & { type: "CallExpression" }).callee as Node & { type: "MemberExpression" }).object
          : above.type === "ForStatement"
            ? countedList(above)
            : null
    if (list !== null) {
      const text = module.textOf(list).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 40)
      const waits = [...descendants(above)].some((each) => each.type === "AwaitExpression")
      return waits || FEW.test(text) || isConstant(module, list) ? null : { node: above, list: text }
    }
    if (isFunction(above)) return null
  }
  return null
}

// `for (let i = 0; i < items.length; i++)` goes through `items`.
function countedList({ test }: Node & { type: "ForStatement" }): Node | null {
  const length = test?.type === "BinaryExpression" && /^<=?$/.test(test.operator) ? bare(test.right) : null
  return length?.type === "MemberExpression" && propertyName(length) === "length" ? length.object : null
}

function isConstant(module: SourceModule, list: Node): boolean {
  const declaration = list.type === "Identifier" ? module.bindings.resolve(list)?.declaration : null
  return declaration?.type === "VariableDeclarator" && declaration.init != null && bare(declaration.init).type === "ArrayExpression"
}

/** Whether a prepared statement of a driver that works synchronously changes rows, as far as its text says. */
function writes(project: Project, module: SourceModule, statement: Node): boolean {
  const made = preparedAs(module, statement)
  if (made === null || !WRITES.test(sqlOf(module, made))) return false
  const origin = originOf(project, module, made.callee)
  if (origin !== null) return PREPARED.test(`${origin}().run`)
  return LIBRARIES.some((name) => project.dependsOn(module.path, name) !== null)
}

/** `db.prepare(…)` behind a statement: itself, a local name, or a field of the class. */
function preparedAs(module: SourceModule, statement: Node): (Node & { type: "CallExpression" }) | null {
  let made = bare(statement)
  if (made.type === "Identifier") {
    const declaration = module.bindings.resolve(made)?.declaration
    made = declaration?.type === "VariableDeclarator" && declaration.init ? bare(declaration.init) : made
  } else if (made.type === "MemberExpression" && made.object.type === "ThisExpression") {
    const name = module.textOf(made)
    const set = nodesOf(module.program, "AssignmentExpression").filter((each) => module.textOf(each.left) === name)
    if (set.length === 1 && set[0]) made = bare(set[0].right)
    const owner = set.length === 0 ? enclosingClass(made) : null
    for (const member of owner?.body.body ?? [])
      if (member.type === "PropertyDefinition" && member.value && `this.${module.textOf(member.key)}` === name) made = bare(member.value)
  }
  const isPrepared = made.type === "CallExpression" && propertyName(bare(made.callee)) === "prepare"
  return isPrepared ? (made as Node & { type: "CallExpression" }) : null
}

function sqlOf(module: SourceModule, prepare: Node & { type: "CallExpression" }): string {
  const [sql] = prepare.arguments
  if (!sql) return ""
  return stringOf(sql) ?? (sql.type === "TemplateLiteral" ? module.textOf(sql).slice(1) : "")
}

/** Whether a loop runs inside a transaction, in its own functions or by what calls them. */
function isInTransaction(project: Project, module: SourceModule, loop: Node): boolean {
  const functions = [...ancestors(loop)].filter((each): each is FunctionNode => isFunction(each))
  if (functions.some((each) => TRANSACTION.test(module.textOf(each)) || isHandedToTransaction(module, each))) return true
  const name = functions[0] ? functionName(functions[0]) : null
  if (name === null) return false
  const inside = new RegExp(`\\.transaction\\([^;]{0,300}\\b${escapePattern(name)}\\b`)
  return project.sourcePaths.some((path) => project.codeMentions(path, inside))
}

// `const importAll = db.transaction((rows) => { for (const row of rows) insert.run(row) })`
function isHandedToTransaction(module: SourceModule, { parent }: FunctionNode): boolean {
  return parent?.type === "CallExpression" && /transaction$/i.test(module.textOf(parent.callee).slice(-40))
}
