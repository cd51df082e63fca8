import { isBoundedBySchema } from "../calls/bounded-by-schema.ts"
import { clientValueOf, placeName } from "../calls/client-value.ts"
import type { ClientValue } from "../calls/client-value.ts"
import { isServerPath } from "../calls/server-path.ts"
import { entryOf } from "../flow/describe-flow.ts"
import { defineRule } from "../rule.ts"
import { bare, enclosingFunction, nodesOf, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"

const LOOKED_AT =
  /isArray|instanceof\s+Array|Math\.min\(|\bvalid|[sS]chema\b|safeParse|\bJoi\b|\byup\b|isNaN|isInteger|clamp|\.slice\(|(?:>=?|<=?)\s*(?:MAX\w*|max\w*|\d{2,})/
const AS_TEXT = /\.(?:raw|text|urlencoded)\(|rawBody|Buffer\.isBuffer/
const ITERATES = /^(?:lodash|underscore|lodash\/\w+)(?:\.(?:each|forEach|map|times|filter|reduce|every|some|forEachRight))?$/

const LOOPS = /length|lodash|underscore|for\s*\(|while/

export const noLoopBoundByClient = defineRule({
  kind: "source",
  id: "no-loop-bound-by-client",
  section: "security",
  practice: "performance",
  severity: "medium",
  confidence: "medium",
  title: "The client chooses how often a loop runs",
  why: 'A loop holds the only thread: while it runs nobody else is answered. A body such as `{ "list": { "length": 1e9 } }` is thirty bytes long and keeps it running for minutes.',
  fix: "Check `Array.isArray(list)` and a largest length before the loop.",
  cwe: ["CWE-834", "CWE-606"],
  needs: { path: "server", text: [LOOPS] },
  flows: {
    sinks: ["loop"],
    *check({ module, flow }) {
      if (!isServerPath(module.path)) return
      yield draft(module, flow.node, { name: flow.source, place: entryOf(flow), isLength: flow.field === "length" })
    },
  },
  *check({ project, module }) {
    if (!isServerPath(module.path) || !LOOPS.test(module.text)) return
    for (const node of nodesOf(module.program, "ForStatement", "WhileStatement")) {
      const found = node.test ? boundIn(module, node.test) : null
      const around = enclosingFunction(node)
      if (!found || !around || LOOKED_AT.test(module.namesOf(around).slice(0, 20_000))) continue
      if (isBoundedBySchema(project, module, node, found.value)) continue
      yield draft(module, node.test as Node, said(found))
    }
    for (const node of nodesOf(module.program, "CallExpression")) {
      const [first] = node.arguments
      if (!first || !ITERATES.test(originOf(project, module, node.callee) ?? "")) continue
      const value = clientValueOf(module, first)
      const around = enclosingFunction(node)
      if (value?.place !== "body" || !around || LOOKED_AT.test(module.namesOf(around).slice(0, 20_000))) continue
      if (isBoundedBySchema(project, module, node, value)) continue
      yield draft(module, first, said({ value, isLength: true }))
    }
  },
})

interface Bound {
  readonly value: ClientValue
  readonly isLength: boolean
}

// `i < req.body.list.length`, `i < Number(req.query.count)`
function boundIn(module: SourceModule, test: Node): Bound | null {
  const inner = bare(test)
  if (inner.type === "LogicalExpression") return null
  if (inner.type !== "BinaryExpression" || !/^[<>]=?$|^!==?$/.test(inner.operator)) return null
  const bound = lengthBehind(module, bare(inner.operator.startsWith(">") ? inner.left : inner.right))
  if (bound.type === "MemberExpression" && propertyName(bound) === "length") {
    const value = clientValueOf(module, bound.object) ?? wholeBody(module, bound)
    return value && (value.place === "body" || value.place === "query") ? { value, isLength: true } : null
  }
  const value = clientValueOf(module, bound)
  return value && value.place !== "header" && value.place !== "cookie" ? { value, isLength: false } : null
}

// `req.body.length`, where the body is JSON
function wholeBody(module: SourceModule, length: Node): ClientValue | null {
  const value = clientValueOf(module, length)
  return value?.place === "body" && value.name === "length" && !AS_TEXT.test(module.code) ? { place: "body", name: "body" } : null
}

// `for (let i = 0, length = list.length; i < length; i++)`
function lengthBehind(module: SourceModule, node: Node): Node {
  const binding = node.type === "Identifier" ? module.bindings.resolve(node) : null
  const init = binding?.declaration.type === "VariableDeclarator" && binding.assigned.length === 0 ? binding.declaration.init : null
  const value = init ? bare(init) : null
  return value?.type === "MemberExpression" && propertyName(value) === "length" ? value : node
}

interface Said {
  readonly name: string
  /** Where the number comes from, for the middle of a sentence. */
  readonly place: string
  readonly isLength: boolean
}

function said({ value, isLength }: Bound): Said {
  return { name: value.name, place: placeName(value.place), isLength }
}

function draft(module: SourceModule, at: Node, { name: sent, place, isLength }: Said) {
  const name = sent.replaceAll("`", "'").slice(0, 40)
  const code = module.textOf(at).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 60)
  return {
    at,
    title: `\`${name}\` of the request decides how often this runs`,
    message: isLength
      ? `One request keeps the process from answering anybody: \`${name}\` need not be a list, and with \`{ "length": 1000000000 }\` in its place \`${code}\` goes on for minutes.`
      : `One request keeps the process from answering anybody: \`${code}\` goes on as often as ${place} says.`,
    ...(isLength ? {} : { fix: "Refuse more than the largest honest number: `Math.min(count, 100)`." }),
  }
}
