import { clientValueOf } from "../calls/client-value.ts"
import { isServerPath } from "../calls/server-path.ts"
import { escapePattern } from "../escape-pattern.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { bare, descendants, enclosingFunction, nodesOf, propertyName, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"

// What proves who sent a request, or that it belongs to what came before.
const PROOF = /(?:^|[-_]|[a-z](?=S))(?:signature|sig|hmac)$|^(?:code_?)?verifier$|^(?:x-)?(?:csrf|xsrf)(?:[-_]?token)?$/i
const MENTIONS_PROOF = /signature|\bsig\b|hmac|verifier|[cx]srf/i
const REFUSES = /\b40[013]\b|\bthrow\b|[fF]orbidden|[uU]nauthori[sz]ed|invalid_grant/
const MAX_TEXT = 20_000

export const noSkippableCheck = defineRule({
  kind: "source",
  id: "no-skippable-check",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "medium",
  title: "A check is skipped for whoever sends nothing to check",
  why: "A signature proves something only while a request without one is refused. Where the check is made when there is something to check, whoever forges a request leaves it out.",
  fix: "Refuse the request when it is missing, and check it always.",
  cwe: ["CWE-347", "CWE-287"],
  needs: { path: "server", text: [MENTIONS_PROOF] },
  *check({ module }) {
    if (!isServerPath(module.path) || !MENTIONS_PROOF.test(module.text)) return
    for (const node of nodesOf(module.program, "IfStatement")) {
      yield* nested(module, node)
      yield* unconfigured(module, node)
      if (node.alternate || !REFUSES.test(module.textOf(node.consequent).slice(0, 400))) continue
      const test = bare(node.test)
      if (test.type !== "LogicalExpression" || test.operator !== "&&") continue
      const proof = askedFor(module, test.left)
      if (!proof || !isRefuted(module, test.right, proof.name) || isMissedElsewhere(module, node, proof.name)) continue
      const name = proof.name.replaceAll("`", "'").slice(0, 40)
      yield {
        at: node.test,
        title: `Requests without \`${name}\` pass unchecked`,
        message: `Whoever leaves \`${name}\` out passes: \`${module.textOf(node.test).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 80)}\` refuses only what has a wrong one.`,
        fix: `Refuse it when it is missing as well: \`if (!${name} || …)\`.`,
      }
    }
  },
})

// `if (signature) { …; if (!verify(body, signature)) return res.sendStatus(401) }`
function* nested(module: SourceModule, node: Node & { type: "IfStatement" }): Generator<Draft> {
  if (node.alternate || node.consequent.type !== "BlockStatement") return
  const proof = askedFor(module, node.test) ?? signatureIn(module, node.test)
  if (!proof || isMissedElsewhere(module, node, proof.name)) return
  const check = [...descendants(node.consequent)].find(
    (each) =>
      each.type === "IfStatement" &&
      REFUSES.test(module.textOf(each.consequent).slice(0, 400)) &&
      COMPARES.test(module.textOf(each.test)) &&
      module.textOf(each.test).length < 400,
  )
  if (!check || !module.textOf(node.consequent).includes(proof.name)) return
  const name = proof.name.replaceAll("`", "'").slice(0, 40)
  yield {
    at: node.test,
    title: `Requests without \`${name}\` pass unchecked`,
    message: `Whoever leaves \`${name}\` out passes: only where there is one, line ${module.lineOf(check)} looks at it and refuses a wrong one.`,
    fix: `Refuse it when it is missing as well: \`if (!${name}) …\`, and check it always.`,
  }
}

const COMPARES = /timingSafeEqual|\bverif\w*\(|[vV]erify\w*\(|[!=]==|\.equals\(|[cC]ompare\w*\(|isValid\w*\(/

// `const signature = req.get("x-signature")`, whatever else it could be called.
function signatureIn(module: SourceModule, condition: Node): Proof | null {
  const node = bare(condition)
  const sent = node.type === "Identifier" ? clientValueOf(module, node) : null
  return sent?.place === "header" && /signature|hmac|\bsig\b|digest|csrf/i.test(sent.name) ? { name: module.textOf(node) } : null
}

// `if (secret && !verify(body, signature, secret)) return res.sendStatus(401)`
function* unconfigured(module: SourceModule, node: Node & { type: "IfStatement" }): Generator<Draft> {
  const test = bare(node.test)
  if (node.alternate || test.type !== "LogicalExpression" || test.operator !== "&&") return
  if (!REFUSES.test(module.textOf(node.consequent).slice(0, 400))) return
  const secret = bare(test.left)
  if (!/secret|(?:signing|webhook|hmac)_?key/i.test(module.textOf(secret).slice(0, 60)) || !isFromSettings(module, secret)) return
  const name = module.textOf(secret)
  const right = bare(test.right)
  if (right.type !== "UnaryExpression" || bare(right.argument).type !== "CallExpression" || !isRefuted(module, right, name)) return
  if (!/verif|valid|check|match|sign/i.test(module.textOf(right).slice(0, 100)) || isMissedElsewhere(module, node, name)) return
  const code = name.replaceAll("`", "'").slice(0, 40)
  yield {
    at: node.test,
    title: `Without \`${code}\` nothing is checked`,
    message: `Where \`${code}\` is not set, by a slip in the settings of one environment, everybody passes: the check is made only when there is a secret to check with.`,
    fix: `Refuse to start, or every request, when \`${code}\` is missing.`,
  }
}

function isFromSettings(module: SourceModule, node: Node): boolean {
  const declared = node.type === "Identifier" ? module.bindings.resolve(node)?.declaration : null
  const source = declared?.type === "VariableDeclarator" && declared.init ? declared.init : node
  return /\bprocess\.env\b|\b(?:config\w*|settings|env)\b[.?]/i.test(module.textOf(source).slice(0, 200))
}

interface Proof {
  /** As the code writes it. */
  readonly name: string
}

/** The proof a condition asks to be there, if the request brought it: `signature`, `typeof signature === "string"`. */
function askedFor(module: SourceModule, condition: Node): Proof | null {
  let node = bare(condition)
  if (node.type === "BinaryExpression" && /^[!=]==?$/.test(node.operator)) {
    const left = bare(node.left)
    const isThere =
      left.type === "UnaryExpression" ? stringOf(node.right) === "string" : node.operator.startsWith("!") && isNothing(node.right)
    if (!isThere) return null
    node = left.type === "UnaryExpression" ? bare(left.argument) : left
  }
  const name = node.type === "Identifier" ? node.name : node.type === "MemberExpression" ? propertyName(node) : null
  if (name === null) return null
  const sent = clientValueOf(module, node)
  const isSent = sent !== null || isTakenFromRequest(module, node)
  return isSent && (PROOF.test(name) || (sent !== null && PROOF.test(sent.name))) ? { name: module.textOf(node) } : null
}

function isNothing(node: Node): boolean {
  const inner = bare(node)
  return (inner.type === "Literal" && inner.value === null) || (inner.type === "Identifier" && inner.name === "undefined")
}

// `const { code_verifier } = parsed.data`, where a schema says that it may be missing.
function isTakenFromRequest(module: SourceModule, node: Node): boolean {
  const binding = node.type === "Identifier" ? module.bindings.resolve(node) : null
  if (node.type !== "Identifier" || binding?.kind !== "variable" || binding.pattern.length !== 1) return false
  const said = new RegExp(`\\b${escapePattern(node.name)}\\s{0,3}:\\s{0,3}([^\\n]{1,200})`).exec(module.code)?.[1] ?? ""
  return /\.(?:optional|nullish|nullable)\(/.test(said)
}

/** Whether a condition says that the proof is wrong: `!verify(body, signature)`, `digest(body) !== signature`. */
function isRefuted(module: SourceModule, condition: Node, proof: string): boolean {
  const node = bare(condition)
  const isNamed = [...descendants(node)].some(
    (each) => (each.type === "Identifier" || each.type === "MemberExpression") && module.textOf(each) === proof,
  )
  if (!isNamed) return false
  if (node.type === "UnaryExpression" && node.operator === "!") return bare(node.argument).type === "CallExpression"
  return node.type === "BinaryExpression" && /^!==?$/.test(node.operator) && !isNothing(node.right)
}

// `if (!signature) return res.sendStatus(401)` before it.
function isMissedElsewhere(module: SourceModule, node: Node, proof: string): boolean {
  const around = enclosingFunction(node)
  if (!around || around.end - around.start > MAX_TEXT) return true
  const others = module.code.slice(around.start, node.start) + module.code.slice(node.end, around.end)
  return new RegExp(`!\\s*${escapePattern(proof)}(?![\\w$.])|${escapePattern(proof)}\\s*={2,3}\\s*(?:undefined|null|["'])`).test(others)
}
