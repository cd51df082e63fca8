import { cacheAccessOf, writtenHere } from "../calls/cache-access.ts"
import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import { bare, isFunction, nodesOf, propertyName } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { meaningOf, originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

// Something else each time it is asked for.
const FRESH =
  /^(?:globalThis\.(?:Date\.now|Math\.random|performance\.now|crypto\.randomUUID|process\.hrtime(?:\.bigint)?)|(?:node:)?crypto\.(?:randomUUID|randomBytes)|uuid\.v[1467]|nanoid(?:\.nanoid)?|ulid(?:\.ulid)?)$/
// Forms of a time that still tell the millisecond, and of a text that leave it as it is.
const KEEPS = /^(?:toISOString|getTime|valueOf|toJSON|toString|toLowerCase|toUpperCase)$/
const MAX_DEPTH = 6

export const noFreshCacheKey = defineRule({
  kind: "source",
  id: "no-fresh-cache-key",
  section: "performance",
  practice: "performance",
  severity: "medium",
  confidence: "high",
  title: "The cache is asked for a key it can never have",
  why: "A key that holds the present moment is another one each time: every lookup misses, all work is done again, and each request leaves an entry behind that nobody will ever read.",
  fix: "Leave the time out of the key and let a time to live end the entry, or round the time to the step for which an answer may be kept.",
  cwe: ["CWE-1050"],
  needs: { path: "server", text: [/Date|random|hrtime|\bnow\b|uuid|nanoid|ulid/i, /\.(?:get|wrap|remember|peek)|cache|memo|redis/i] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const node of nodesOf(module.program, "CallExpression")) {
      const access = cacheAccessOf(project, module, node)
      const fresh = access && freshIn(project, module, access.key, 0)
      if (!access || !fresh) continue
      const made = fresh.module.textOf(fresh.node).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 40)
      const name = module.textOf(node.callee).replace(/\s+/g, "").replaceAll("`", "'").slice(0, 60)
      yield {
        at: node,
        message: `\`${name}\` never finds anything: its key holds \`${made}\`, which is another value in each call, so that the work is done every time and each time leaves an entry that nobody reads.`,
      }
    }
  },
})

interface Fresh {
  readonly module: SourceModule
  readonly node: Node
}

/** The part of a key that is another one each time it is made, as far as it goes into the key as it is; `null` when there is none. */
function freshIn(project: Project, module: SourceModule, given: Node, depth: number): Fresh | null {
  const node = writtenHere(module, given)
  if (depth > MAX_DEPTH) return null
  const first = (parts: readonly (Node | null)[]) => {
    for (const each of parts) {
      const found = each ? freshIn(project, module, each, depth + 1) : null
      if (found) return found
    }
    return null
  }
  switch (node.type) {
    case "TemplateLiteral":
      return first(node.expressions)
    case "BinaryExpression":
      return node.operator === "+" ? first([node.left, node.right]) : null
    case "ObjectExpression":
      return first(node.properties.map((each) => (each.type === "Property" ? each.value : null)))
    case "ArrayExpression":
      return first(node.elements)
    case "NewExpression":
      return node.arguments.length === 0 && originOf(project, module, node.callee) === "globalThis.Date" ? { module, node } : null
    case "CallExpression": {
      const origin = originOf(project, module, node.callee)
      if (origin !== null && FRESH.test(origin)) return { module, node }
      if (origin === "globalThis.String" || origin === "globalThis.JSON.stringify") return first(node.arguments.slice(0, 1))
      const callee = bare(node.callee)
      if (callee.type === "MemberExpression") {
        const method = propertyName(callee) ?? ""
        if (KEEPS.test(method)) return first([callee.object])
        if (method === "join") return bare(callee.object).type === "ArrayExpression" ? first([callee.object]) : null
      }
      const called = meaningOf(project, module, node.callee)
      const returned = called?.kind === "function" ? onlyReturn(called.node) : null
      return called?.kind === "function" && returned ? freshIn(project, called.module, returned, depth + 1) : null
    }
    default:
      return null
  }
}

// A function that puts a key together and does nothing else.
function onlyReturn({ body }: FunctionNode): Node | null {
  if (!body || isFunction(body)) return null
  if (body.type !== "BlockStatement") return body
  const [only, another] = body.body
  return only?.type === "ReturnStatement" && !another ? (only.argument ?? null) : null
}
