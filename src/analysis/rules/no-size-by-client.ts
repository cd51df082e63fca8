import { isBoundedBySchema } from "../calls/bounded-by-schema.ts"
import { sizedBy } from "../calls/sized-calls.ts"
import type { Harm } from "../calls/sized-calls.ts"
import { clientValueOf, placeName } from "../calls/client-value.ts"
import type { ClientValue } from "../calls/client-value.ts"
import { isServerPath } from "../calls/server-path.ts"
import { entryOf } from "../flow/describe-flow.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { bare, enclosingFunction, nodesOf, propertyName, propertyOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

type Call = Node & { type: "CallExpression" | "NewExpression" }

const ROUNDS = /^(?:floor|ceil|round|trunc|abs|max)$/
// A bound anywhere around it, or a check that may be one.
const BOUNDED =
  /Math\.min\(|\bclamp|[<>]=?\s*(?:\w+\.)*(?:MAX\w*|max\w*|limit\w*|\d{2,})|\b(?:MAX|LIMIT)\w*\s*[<>]|\bvalid|[sS]chema\b|safeParse|\.parse\(|\bJoi\b|\byup\b|isInt\(|@Max|includes\(|\.has\(/

export const noSizeByClient = defineRule({
  kind: "source",
  id: "no-size-by-client",
  section: "security",
  practice: "performance",
  severity: "medium",
  confidence: "high",
  title: "The client chooses how much memory or time a request takes",
  why: "A number in a request costs its sender nothing, and the service as many bytes or milliseconds as it says: a few requests at once exhaust the memory of the process, or keep its connections.",
  fix: "Refuse more than the largest honest number, or take the smaller of both.",
  cwe: ["CWE-770", "CWE-789"],
  needs: { path: "server" },
  flows: {
    sinks: ["size"],
    *check({ module, flow }) {
      const { node, argument, source } = flow
      if (!isServerPath(module.path) || (node.type !== "CallExpression" && node.type !== "NewExpression")) return
      const method = node.callee.type === "MemberExpression" ? propertyName(node.callee) : null
      const harm = /^set(?:Timeout|Interval)$/.test(method ?? module.textOf(node.callee)) ? "wait" : "memory"
      const isAnswered = !/^a message|^whoever/.test(entryOf(flow))
      yield { confidence: "medium", ...draft(module, node, { name: source, place: entryOf(flow), size: argument, harm, isAnswered }) }
    },
  },
  *check({ project, module }) {
    if (
      !isServerPath(module.path) ||
      !/alloc|Array|repeat|pad(?:Start|End)|randomBytes|range|times|resize|set(?:Timeout|Interval)/.test(module.code)
    )
      return
    for (const node of nodesOf(module.program, "CallExpression", "NewExpression")) {
      const found = sizeOf(project, module, node)
      const around = found && enclosingFunction(node)
      if (!found || !around || isBounded(module, node)) continue
      const { value, size, harm } = found
      if (isBoundedBySchema(project, module, node, value)) continue
      yield draft(module, node, { name: value.name, place: placeName(value.place), size, harm, isAnswered: true })
    }
  },
})

interface Taken {
  readonly name: string
  /** Where the number comes from, for the middle of a sentence. */
  readonly place: string
  readonly size: Node
  readonly harm: Harm
  /** Whether somebody waits for the answer meanwhile. */
  readonly isAnswered: boolean
}

function draft(module: SourceModule, node: Call, { name: sent, place, size, harm, isAnswered }: Taken): Draft {
  const name = sent.replaceAll("`", "'").slice(0, 40)
  const code = module.textOf(node.callee).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 50)
  return {
    at: node,
    title:
      harm === "wait"
        ? `\`${name}\` of the request decides how long \`${code}\` waits`
        : `\`${name}\` of the request decides how much memory \`${code}\` takes`,
    message:
      harm === "wait"
        ? !isAnswered
          ? `${capital(place)} says how long the timer and all it holds stay in memory: a client that sends many with a large \`${name}\` fills it, and above 2147483647 the timer runs at once.`
          : `${capital(place)} says how long the request stays open: a few thousand of them with a large \`${name}\` hold every connection and what their handlers keep in memory.`
        : `A few requests with a \`${name}\` of some hundred million take the process down: \`${code}\` takes as much as ${place} says, and nothing bounds it.`,
    fix: `\`Math.min(${module.textOf(size).slice(0, 40).replaceAll("`", "'")}, …)\` with the largest honest number, or refuse what is above it.`,
  }
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1)
}

function sizeOf(project: Project, module: SourceModule, call: Call): { value: ClientValue; size: Node; harm: Harm } | null {
  const method = call.callee.type === "MemberExpression" ? propertyName(call.callee) : null
  const name = method ?? (call.callee.type === "Identifier" ? call.callee.name : null)
  if (name === null || call.arguments.length === 0) return null
  for (const { at, option, harm, takesText } of sizedBy(originOf(project, module, call.callee), method, call.arguments.length)) {
    const argument = call.arguments[at]
    const size = option === undefined ? argument : argument && propertyOf(argument, option)
    const found = size ? chosen(module, size, harm, takesText) : null
    if (found) return found
  }
  return null
}

function chosen(module: SourceModule, size: Node, harm: Harm, takesText: boolean): { value: ClientValue; size: Node; harm: Harm } | null {
  const counted = numberIn(module, size, 0)
  const value = clientValueOf(module, counted.node)
  if (!value || value.place === "header" || value.place === "cookie") return null
  // A text in the place of a number is refused, but for what a body may hold.
  return counted.isNumber || takesText || value.place === "body" ? { value, size, harm } : null
}

/** What a number is made of: behind conversions, arithmetic and names. */
function numberIn(module: SourceModule, node: Node, depth: number): { node: Node; isNumber: boolean } {
  const inner = bare(node)
  if (depth > 5) return { node: inner, isNumber: false }
  const within = (part: Node) => ({ node: numberIn(module, part, depth + 1).node, isNumber: true })
  switch (inner.type) {
    case "UnaryExpression":
      return /^[+~-]$/.test(inner.operator) ? within(inner.argument) : { node: inner, isNumber: false }
    case "BinaryExpression": {
      if (!/^[*+|-]$|^<<$/.test(inner.operator) || inner.left.type === "PrivateIdentifier") return { node: inner, isNumber: false }
      const other = bare(inner.left).type === "Literal" ? inner.right : inner.left
      return inner.operator === "+" && !numberIn(module, other, depth + 1).isNumber ? { node: inner, isNumber: false } : within(other)
    }
    case "LogicalExpression":
      return numberIn(module, inner.left, depth + 1)
    case "CallExpression": {
      const [first] = inner.arguments
      const name =
        inner.callee.type === "Identifier"
          ? inner.callee.name
          : inner.callee.type === "MemberExpression"
            ? (propertyName(inner.callee) ?? "")
            : ""
      const isConversion =
        /^(?:Number|parseInt|parseFloat|BigInt)$/.test(name) || (ROUNDS.test(name) && module.textOf(inner.callee).startsWith("Math."))
      return first && isConversion ? within(first) : { node: inner, isNumber: false }
    }
    case "Identifier": {
      const binding = module.bindings.resolve(inner)
      const declaration =
        binding?.kind === "variable" && binding.assigned.length === 0 && binding.pattern.length === 0 ? binding.declaration : null
      if (declaration?.type !== "VariableDeclarator" || !declaration.init) return { node: inner, isNumber: false }
      const behind = numberIn(module, declaration.init, depth + 1)
      return behind.isNumber ? behind : { node: inner, isNumber: false }
    }
    default:
      return { node: inner, isNumber: false }
  }
}

function isBounded(module: SourceModule, node: Node): boolean {
  let owner = enclosingFunction(node)
  for (let depth = 0; owner && depth < 3; depth++) {
    const text = module.namesOf(owner)
    if (text.length > 20_000 || BOUNDED.test(text)) return true
    owner = enclosingFunction(owner)
  }
  return false
}
