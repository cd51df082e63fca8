import { clientValueOf } from "../calls/client-value.ts"
import { isServerPath } from "../calls/server-path.ts"
import { escapePattern } from "../escape-pattern.ts"
import { routeAround } from "../routes/handler-around.ts"
import { validationsOf } from "../routes/validations.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { bare, descendants, enclosingFunction, nodesOf, propertyName, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

// What proves who sent a request, or that it belongs to what came before.
const PROOF = /(?:^|[-_]|[a-z](?=S))(?:signature|sig|hmac)$|^(?:code_?)?verifier$|^(?:x-)?(?:csrf|xsrf)(?:[-_]?token)?$/i
const MENTIONS_PROOF =
  /signature|\bsig\b|hmac|verifier|[cx]srf|(?:token|code|otp|pin|secret|nonce|state)\s*!==?|!==?\s*[\w.$?]{0,80}(?:token|code|otp|pin|secret|nonce|state)\b/i
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
  *check({ project, module }) {
    if (!isServerPath(module.path) || !MENTIONS_PROOF.test(module.text)) return
    for (const node of nodesOf(module.program, "IfStatement")) {
      yield* nested(module, node)
      yield* unconfigured(module, node)
      yield* bothMissing(project, module, node)
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
  // `req.query.sig` for `sig`
  const name = `(?:[\\w$]{1,40}\\??\\.){0,4}${escapePattern(proof)}`
  return new RegExp(
    `!\\s*${name}(?![\\w$.])|(?<!typeof\\s{1,3})(?<![\\w$.])${name}\\s*={2,3}\\s*(?:undefined|null|["'])|typeof\\s{1,3}${name}\\s*(?:!={1,2}\\s*["']string|={2,3}\\s*["']undefined)`,
  ).test(others)
}

// What is made for one use, or kept from everybody else.
const SECRET = /(?:token|code|otp|pin|secret|nonce|state|csrf|xsrf)$/i
const LOOKS_UP = /\b(?:find|get|load|fetch|one|first|by|query|select)\w*\(/i

/**
 * `if (!user || user.resetToken !== req.body.token) return res.sendStatus(400)`: where nothing was asked for, nothing is kept, and whoever sends nothing passes.
 * Only where neither is looked at, and nothing before the handler says what has to be sent.
 */
function* bothMissing(project: Project, module: SourceModule, node: Node & { type: "IfStatement" }): Generator<Draft> {
  const around = enclosingFunction(node)
  if (node.alternate || !around || around.end - around.start > MAX_TEXT) return
  if (!REFUSES.test(module.textOf(node.consequent).slice(0, 400))) return
  const parts = alternatives(node.test)
  for (const part of parts) {
    const pair = part.type === "BinaryExpression" && /^!==?$/.test(part.operator) ? pairOf(module, part, around) : null
    if (!pair || isLookedAt(module, around, pair) || expires(project, module, parts, pair, around)) continue
    const route = routeAround(project, module, node)
    if (!route || validationsOf(project, route).length > 0) continue
    const [kept, sent] = [pair.kept, pair.sent].map((each) => module.textOf(each).replaceAll("`", "'").slice(0, 40))
    yield {
      at: part,
      title: `\`${sent}\` may be missing on both sides`,
      message: `Where \`${kept}\` is not set, whoever leaves \`${sent}\` out passes: two values that are not there are equal.`,
      fix: `Refuse both when they are missing, \`if (!${kept} || typeof ${sent} !== "string" || …)\`, and compare in constant time.`,
    }
  }
}

// `a || b || c`
function alternatives(test: Node, depth = 0): Node[] {
  const inner = bare(test)
  if (inner.type !== "LogicalExpression" || inner.operator !== "||" || depth > 12) return [inner]
  return [...alternatives(inner.left, depth + 1), ...alternatives(inner.right, depth + 1)]
}

interface Pair {
  /** `user.resetToken`, `req.session.state` */
  readonly kept: Node & { type: "MemberExpression" }
  /** `req.body.token`, as it came */
  readonly sent: Node
}

function pairOf(module: SourceModule, { left, right }: Node & { type: "BinaryExpression" }, around: FunctionNode): Pair | null {
  for (const [one, other] of [
    [left, right],
    [right, left],
  ] as const) {
    const kept = bare(one)
    const sent = bare(other)
    if (kept.type !== "MemberExpression" || !SECRET.test(propertyName(kept) ?? "") || !isAsItCame(module, sent)) continue
    const holder = bare(kept.object)
    if (/^(?:req|request|ctx)\.session$/.test(module.textOf(holder))) return { kept, sent }
    const binding = holder.type === "Identifier" ? module.bindings.resolve(holder) : null
    const init = binding?.declaration.type === "VariableDeclarator" && binding.pattern.length === 0 ? binding.declaration.init : null
    if (!init || enclosingFunction(init) !== around) continue
    const text = module.textOf(init)
    // What is found by the very value is there.
    if (text.length < 1_000 && LOOKS_UP.test(text) && !text.includes(module.textOf(sent)) && !text.includes(propertyName(kept) ?? ""))
      return { kept, sent }
  }
  return null
}

// A text that is made of nothing, `String(undefined)`, is something; so is what stands in the path.
function isAsItCame(module: SourceModule, node: Node): boolean {
  const value = clientValueOf(module, node)
  if (!value || (value.place !== "body" && value.place !== "query") || !SECRET.test(value.name)) return false
  if (node.type === "MemberExpression") return true
  const binding = node.type === "Identifier" ? module.bindings.resolve(node) : null
  if (binding?.kind !== "variable" || binding.declaration.type !== "VariableDeclarator" || !binding.declaration.init) return false
  // `const { token = "" } = req.body`
  if (binding.identifier.parent?.type === "AssignmentPattern") return false
  return bare(binding.declaration.init).type === "MemberExpression"
}

/** Whether anything around asks for one of the two, or hands on what holds the sent one to be checked. */
function isLookedAt(module: SourceModule, around: FunctionNode, { kept, sent }: Pair): boolean {
  const code = module.textOf(around)
  const asked = [kept, sent].map((each) => escapePattern(module.textOf(each)).replaceAll("\\.", "\\??\\.")).join("|")
  const asks = new RegExp(
    `(?:!|typeof\\s{1,3})\\s*(?:${asked})(?![\\w$.])|\\b(?:if|is|has|valid|check|assert|ok|Boolean)\\w{0,20}\\s{0,3}\\(\\s*(?:${asked})\\s*[,)]|(?<![\\w$.])(?:${asked})\\s*(?:&&|[!=]==?\\s*(?:null|undefined|["'])|\\??\\.length)`,
  )
  if (asks.test(code)) return true
  if (
    /\b(?:valid\w*|\w*[sS]chema|parse|safeParse|check|assert)\w*(?:\.\w+)?\(\s*(?:req|request|ctx\.request)(?:\.body|\.query)?\b/.test(code)
  )
    return true
  return /\[\s*["'][^\]]{0,200}\]\.(?:every|some)\(/.test(code)
}

/** Whether the two cannot be the same nothing, or another part refuses a record that has nothing: the time until when it holds is missing as well. */
function expires(project: Project, module: SourceModule, parts: readonly Node[], { kept, sent }: Pair, around: FunctionNode): boolean {
  const holder = module.textOf(kept.object)
  const isUndefined =
    holder.endsWith(".session") ||
    /=\s*undefined\b|\$unset\b|\bdelete\s/.test(module.textOf(around)) ||
    ["mongoose", "mongodb"].some((name) => project.dependsOn(module.path, name) !== null)
  // A table keeps `null`, which a body of JSON can say and a query cannot.
  if (!isUndefined && clientValueOf(module, sent)?.place !== "body") return true
  const others = parts.filter((each) => module.textOf(each).includes(`${holder}.`) && !(each.start <= kept.start && kept.end <= each.end))
  if (others.length === 0) return false
  // `undefined < now` holds as little as its contrary, `null < now` holds.
  const isCompared = (each: Node) => each.type === "BinaryExpression" && /^[<>]=?$/.test(each.operator)
  return !isUndefined || others.some((each) => !isCompared(each) || /\.(?:getTime|valueOf)\(/.test(module.textOf(each)))
}
