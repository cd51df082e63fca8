import { callFacts, chainOf } from "../calls/call-facts.ts"
import type { Call } from "../calls/call-facts.ts"
import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import { bare, nodesOf, propertyName, propertyOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { usesOf } from "../source/uses-of.ts"

// At most so many are loaded, to tell some from none or a full page from the last one.
const BOUNDED = /^(?:limit|take|first|paginate|aggregate|groupBy|distinct|having|cursor|stream)$/
const LISTS = /^(?:findMany|find|findBy|findAll|getMany|select|toArray)$/

export const noCountByLoading = defineRule({
  kind: "source",
  id: "no-count-by-loading",
  section: "performance",
  practice: "database",
  severity: "medium",
  confidence: "high",
  title: "All rows are loaded to count them",
  why: "The database counts without handing out a row. Loading them takes the time, the traffic and the memory of all of them for one number, and grows with the table.",
  fix: "Let the database count.",
  cwe: ["CWE-1049"],
  needs: { path: "server", words: ["length"] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const node of nodesOf(module.program, "AwaitExpression")) {
      if (!isOnlyCounted(module, node)) continue
      const query = listIn(project, module, node.argument)
      if (!query) continue
      const { name } = callFacts(project, module, query)
      yield {
        at: query,
        title: `\`${name}\` loads all rows to count them`,
        message: `Nothing but the length of what \`${name}\` gives is used: every matching row is read, sent and made into an object for one number, each time this runs.`,
        fix: adviceFor(callFacts(project, module, query)),
        key: `count ${name}`,
      }
    }
  },
})

/** The call in an awaited chain that loads a list without a limit; `null` for everything else. */
function listIn(project: Project, module: SourceModule, awaited: Node): Call | null {
  let node = bare(awaited)
  const methods: string[] = []
  for (let step = 0; step < 20 && node.type === "CallExpression"; step++) {
    const { facts, path } = callFacts(project, module, node)
    const method = node.callee.type === "MemberExpression" ? (propertyName(node.callee) ?? "") : ""
    methods.push(method)
    if (path !== null && facts.includes("db-list") && LISTS.test(method)) {
      const options = node.arguments[0]
      const isBounded = ["take", "limit", "distinct", "group"].some((each) => propertyOf(options, each))
      return isBounded ||
        hasUnknownOptions(options) ||
        methods.some((each) => BOUNDED.test(each)) ||
        chainOf(node).methods.some((each) => BOUNDED.test(each))
        ? null
        : node
    }
    if (node.callee.type !== "MemberExpression") return null
    node = bare(node.callee.object)
  }
  return null
}

// Options that come from elsewhere may hold the limit.
function hasUnknownOptions(options: Node | undefined): boolean {
  const object = options && bare(options)
  return object !== undefined && (object.type !== "ObjectExpression" || object.properties.some((each) => each.type === "SpreadElement"))
}

/** Whether of what an `await` gives only the length is read: `(await find()).length`, or a constant of which nothing else is used. */
function isOnlyCounted(module: SourceModule, node: Node): boolean {
  let value = node
  while (
    value.parent?.type === "ParenthesizedExpression" ||
    value.parent?.type === "TSAsExpression" ||
    value.parent?.type === "TSNonNullExpression"
  )
    value = value.parent
  if (isLengthOf(value)) return true
  const declared = value.parent
  if (declared?.type !== "VariableDeclarator" || declared.id.type !== "Identifier") return false
  const binding = module.bindings.resolve(declared.id)
  if (!binding?.constant || module.exports.has(binding.name)) return false
  const uses = usesOf(module, binding, module.program)
  return uses.length > 0 && uses.every((use) => isLengthOf(use))
}

function isLengthOf(node: Node): boolean {
  const length = node.parent
  if (length?.type !== "MemberExpression" || length.object !== node || propertyName(length) !== "length") return false
  const { parent } = length
  // `rows.length > 0` asks whether there are any; by a key there is one at most.
  if (parent?.type === "BinaryExpression") return bare(parent.left === length ? parent.right : parent.left).type !== "Literal"
  return (
    parent?.type !== "UnaryExpression" &&
    parent?.type !== "IfStatement" &&
    parent?.type !== "ConditionalExpression" &&
    parent?.type !== "LogicalExpression"
  )
}

function adviceFor({ path, receiver }: { readonly path: string | null; readonly receiver: string }): string {
  if (path?.startsWith("mongo")) return `\`${receiver.slice(0, 40)}.countDocuments(…)\` with the same filter.`
  return `\`${receiver.slice(0, 40)}.count(…)\` with the same conditions.`
}
