import { clientValueOf } from "../calls/client-value.ts"
import { isServerPath } from "../calls/server-path.ts"
import { isSignature } from "../calls/signature-value.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { bare, nodesOf, propertyName, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

const MENTIONS_SECRET = /createHmac|HmacSHA|(?:key|token|secret|hmac|signature|digest)\b/i
// What proves a caller by being known to it and to the service alone.
const PROOF = /(?:^|[-_])(?:api[-_]?key|key|token|secret|authorization|password)$|(?:apiKey|Token|Secret|Key)$/i
const SECRET = /(?:key|token|secret|passw(?:or)?d)s?$/i

export const noTimingUnsafeCompare = defineRule({
  kind: "source",
  id: "no-timing-unsafe-compare",
  section: "security",
  practice: "security",
  severity: "medium",
  confidence: "high",
  title: "A signature is compared byte by byte",
  why: "`===` stops at the first difference, so the time of the answer tells how much of a guess is right. Over many requests a signature can be found piece by piece without the secret.",
  fix: "Compare buffers of the same length with `crypto.timingSafeEqual`.",
  cwe: ["CWE-208"],
  needs: { path: "server", text: [MENTIONS_SECRET] },
  *check({ project, module }) {
    if (!isServerPath(module.path) || !MENTIONS_SECRET.test(module.text)) return
    for (const node of nodesOf(module.program, "CallExpression")) yield* ofBuffers(project, module, node)
    for (const node of nodesOf(module.program, "BinaryExpression")) {
      if (!/^[!=]==?$/.test(node.operator)) continue
      const sides = [bare(node.left), bare(node.right)] as const
      yield* sharedSecret(project, module, node, sides)
      const signature = sides.find((each) => isSignature(project, module, each))
      const given = sides.find((each) => each !== signature)
      if (!signature || !given || stringOf(given) !== null || given.type === "Literal") continue
      if (given.type === "Identifier" && given.name === "undefined") continue
      if (isSignature(project, module, given)) continue
      yield {
        at: node,
        message: `The time of the answer tells a sender how much of a forged signature is right: \`${module.textOf(node).replace(/\s+/g, " ").slice(0, 80)}\` stops at the first byte that differs.`,
        fix: `Compare with \`crypto.timingSafeEqual(Buffer.from(${short(module, given)}), Buffer.from(${short(module, signature)}))\` after checking that both have the same length.`,
      }
    }
  },
})

// `expected.equals(given)` and `Buffer.compare(expected, given) === 0` stop at the first difference as well.
function* ofBuffers(project: Project, module: SourceModule, node: Node & { type: "CallExpression" }): Generator<Draft> {
  if (node.callee.type !== "MemberExpression") return
  const method = propertyName(node.callee)
  const [first, second] = node.arguments
  const sides =
    method === "equals" && first
      ? [node.callee.object, first]
      : method === "compare" && second && originOf(project, module, node.callee) === "globalThis.Buffer.compare" && first
        ? [first, second]
        : []
  if (sides.filter((each) => isSignature(project, module, each)).length !== 1) return
  yield {
    at: node,
    confidence: "medium",
    message: `The time of the answer tells a sender how much of a forged signature is right: \`${module.textOf(node).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 80)}\` stops at the first byte that differs.`,
    fix: "Compare with `crypto.timingSafeEqual` after checking that both have the same length.",
  }
}

// `req.get("authorization").replace("Bearer ", "")`, `header?.slice(7)`
function withoutScheme(module: SourceModule, node: Node): Node {
  let inner = bare(node)
  for (let step = 0; step < 4; step++) {
    if (inner.type === "Identifier") {
      const declared = module.bindings.resolve(inner)
      const init =
        declared?.declaration.type === "VariableDeclarator" && declared.pattern.length === 0 && declared.assigned.length === 0
          ? declared.declaration.init
          : null
      if (!init || clientValueOf(module, inner) !== null) return inner
      inner = bare(init)
    } else if (inner.type === "LogicalExpression") inner = bare(inner.left)
    else if (inner.type === "MemberExpression" && inner.computed && inner.property.type === "Literal") inner = bare(inner.object)
    else if (
      inner.type === "CallExpression" &&
      inner.callee.type === "MemberExpression" &&
      /^(?:replace|slice|substring|split|trim|pop|at)$/.test(propertyName(inner.callee) ?? "")
    )
      inner = bare(inner.callee.object)
    else return inner
  }
  return inner
}

// `req.get("x-api-key") === process.env.API_KEY`
function* sharedSecret(
  project: Project,
  module: SourceModule,
  node: Node & { type: "BinaryExpression" },
  sides: readonly [Node, Node],
): Generator<Draft> {
  const given = sides.find((each) => {
    const value = clientValueOf(module, each) ?? clientValueOf(module, withoutScheme(module, each))
    return value !== null && value.place !== "path" && PROOF.test(value.name)
  })
  const known = sides.find((each) => each !== given && isKept(project, module, each))
  if (!given || !known) return
  yield {
    at: node,
    // True, and hard to make use of over a network.
    severity: "low",
    confidence: "medium",
    title: "A secret is compared byte by byte",
    message: `The time of the answer tells a caller how much of a guess is right: \`${module.textOf(node).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 80)}\` stops at the first byte that differs.`,
    fix: "Compare digests of both, which have the same length: `crypto.timingSafeEqual(sha256(given), sha256(known))`.",
  }
}

/** Whether an expression is a secret of the settings: `process.env.API_KEY`, a constant that holds it, or that after `Bearer `. */
function isKept(project: Project, module: SourceModule, node: Node, depth = 0): boolean {
  const inner = bare(node)
  if (depth > 3) return false
  if (inner.type === "TemplateLiteral")
    return inner.expressions.length === 1 && isKept(project, module, inner.expressions[0] as Node, depth + 1)
  if (inner.type === "BinaryExpression") return inner.operator === "+" && isKept(project, module, inner.right, depth + 1)
  // `config.get("API_KEY")`
  if (inner.type === "CallExpression" && inner.callee.type === "MemberExpression")
    return (
      /^(?:get|getOrThrow)$/.test(propertyName(inner.callee) ?? "") &&
      /(?:config\w*|settings|env)$/i.test(module.textOf(inner.callee.object)) &&
      SECRET.test(stringOf(inner.arguments[0]) ?? "")
    )
  if (
    inner.type === "MemberExpression" &&
    /(?:^|\.)(?:config|settings|env|secrets)(?:\.\w+)?$/i.test(module.textOf(inner.object).slice(-60))
  )
    return SECRET.test(propertyName(inner) ?? "")
  if (inner.type === "MemberExpression")
    return /^globalThis\.process\.env\.\w+$/.test(originOf(project, module, inner) ?? "") && SECRET.test(propertyName(inner) ?? "")
  const binding = inner.type === "Identifier" ? module.bindings.resolve(inner) : null
  if (binding?.declaration.type !== "VariableDeclarator" || binding.assigned.length > 0 || !binding.declaration.init) return false
  // `const { API_KEY } = process.env`
  if (binding.pattern.length === 1)
    return SECRET.test(binding.pattern[0] ?? "") && module.textOf(binding.declaration.init) === "process.env"
  return binding.pattern.length === 0 && isKept(project, module, binding.declaration.init, depth + 1)
}

function short(module: SourceModule, node: Node): string {
  const text = module.textOf(node)
  return text.length <= 40 && !/[`\n]/.test(text) ? text : "…"
}
