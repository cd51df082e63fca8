import { defineRule } from "../rule.ts"
import { runsBeforeSignIn, takesPasswords } from "../calls/before-sign-in.ts"
import { heldSecret } from "../calls/held-secret.ts"
import { sentCredentials } from "../calls/logged-request.ts"
import type { Draft } from "../rule.ts"
import { isServerPath } from "../calls/server-path.ts"
import { wholeEnvironments } from "../calls/whole-environment.ts"
import { ancestors, bare, descendants, enclosingFunction, functionName, isFunction, nodesOf, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

const LOGGER = /^(?:[\w$]{1,30}\??\.){0,3}(?:console|_?log(?:ger)?|winston|pino|bunyan|log4js|debug)$/i
const LEVEL = /^(?:log|trace|debug|verbose|info|warn|error|fatal|silly|http|notice)$/
// `hasRefreshToken`, `isValidJwt`: whether there is one.
const WHETHER = /^(?:has|is|was|had|needs?|should|can|must|requires?|missing|no|with|without|uses?|show|hide|allow|enable)(?:[A-Z_]|$)/
// A word that is the whole name or its end: `password`, `userPassword`, `access_token`; not `passwordLength` or `tokenType`.
const SECRET =
  /^(?:|.*[a-z_])(?:[pP]assw(?:or)?d|[pP]assphrase|[sS]ecret(?:Key)?|[aA]pi_?[kK]ey|[pP]rivate_?[kK]ey|[aA]ccess_?[kK]ey|[aA]ccess_?[tT]oken|[rR]efresh_?[tT]oken|[iI]d_?[tT]oken|[rR]eset_?[tT]oken|[jJ]wt|[cC]ard_?[nN]umber|[cC]vv|[sS]sn|[oO]tp)$/
const REQUEST =
  /^(?:req|request|ctx\.request|ctx|c\.req)\.(?:headers|header|cookies|rawHeaders)$|^(?:req|request|ctx\.request)\.(?:body|payload)$|^(?:req|request|ctx\.request|ctx)\.(?:cookies\b.|headers(?:\.|\[["'])(?:authorization|cookie|x-[\w-]{0,30}(?:token|key|secret)))/i
const SIGN_IN = /log-?_?in|sign-?_?(?:in|up)|register|password|token|auth|credential|payment|checkout/i

const BODY = /\.(?:body|payload)$/
const SENT = /^(?:body|payload|data|value|input|dto|credentials)$/i
// Which paths a name in its place holds is not asked.
const TAKES_OUT = /\bredact\w*\s*(?:,|:\s*(?:[\w.]|[[{][^\]]{0,600}(?:passw|\bbody\b)))|\bserializers\s*:[^}]{0,400}\bbody\b/i

// What runs with these levels on is seldom in production.
const FOR_DEVELOPERS = /^(?:debug|trace|silly|verbose)$/
const LEAVES_OUT = /passw|redact|mask|sanitiz|scrub|omit|strip|filter|delete\s|sensitive|login|signin|Object\.keys/i

const MENTIONS_LOGGER = /(?:console|morgan|log(?:ger)?|winston|pino|bunyan|log4js|debug)\s*[?!)]*\s*[.[]/i

export const noSecretInLog = defineRule({
  kind: "source",
  id: "no-secret-in-log",
  section: "security",
  practice: "security",
  severity: "medium",
  confidence: "medium",
  title: "A secret is written to the log",
  why: "Logs are kept for months, copied to other services and read by more people than the database. A password or token in them works for everybody who can read them.",
  fix: "Leave the secret out, or have the logger redact it.",
  cwe: ["CWE-532"],
  needs: { path: "server", text: [MENTIONS_LOGGER] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    if (module.code.includes("process.env")) yield* environmentLogged(module)
    const said = new Set<Node>()
    for (const node of nodesOf(module.program, "CallExpression")) {
      yield* bodyToken(project, module, node)
      if (!isLogging(module, node)) continue
      const sent = sentCredentials(project, module, node)
      if (sent) yield* outgoing(module, node, sent)
      const secret = sent ? null : node.arguments.map((each) => secretIn(project, module, each)).find((each) => each !== null)
      if (!secret) {
        if (!sent) yield* handedOn(project, module, node, said)
        continue
      }
      const isTyped = BODY.test(module.textOf(secret)) && (readsPassword(secret) || isLoggedForAll(project, module, secret))
      if (isTyped && takesOut(project)) continue
      const code = module.textOf(secret).replaceAll("`", "'").slice(0, 50)
      const call = module.textOf(node.callee)
      const isRequest = REQUEST.test(code)
      yield {
        at: node,
        ...(isRequest ? { confidence: /headers?|cookies/.test(code) || isTyped ? ("medium" as const) : ("low" as const) } : {}),
        title: `\`${call}\` writes \`${code}\` to the log`,
        message: isRequest
          ? /\.(?:cookies|headers)[.[]/.test(code)
            ? `Everybody who can read the log can send the same: \`${code}\` is what the client proves itself with, and \`${call}\` writes it as it is.`
            : `Everybody who can read the log can act as the user: \`${code}\` holds ${/body|payload/.test(code) ? "what was typed, the password included" : "the `authorization` header and the session cookie"}, and \`${call}\` writes all of it.`
          : `Everybody who can read the log, and every service it is copied to, gets \`${code}\` in clear: \`${call}\` writes it as it is.`,
        fix: isRequest
          ? "Log the fields you need by name, or set the logger's `redact` option."
          : `Leave \`${code}\` out, or log that it was there: \`Boolean(${code})\`.`,
      }
    }
  },
})

function isLogging(module: SourceModule, { callee }: Node & { type: "CallExpression" }): boolean {
  if (callee.type !== "MemberExpression") return false
  return LEVEL.test(propertyName(callee) ?? "") && LOGGER.test(module.textOf(callee.object).slice(0, 100))
}

function* environmentLogged(module: SourceModule): Generator<Draft> {
  for (const { node, call } of wholeEnvironments(module)) {
    if (call.type !== "CallExpression" || !isLogging(module, call)) continue
    const callee = module.textOf(call.callee)
    yield {
      at: node,
      severity: "high",
      title: "The whole environment is written to the log",
      message: `Everybody who can read the log, and every service it is copied to, gets each secret the process was started with: \`${callee}\` writes all of \`process.env\`.`,
      fix: "Log the variables that are of interest, by name.",
    }
  }
}

// `const entry = { ...attempt }; log.warn(entry)`, where the caller made the attempt of what was typed
function* handedOn(project: Project, module: SourceModule, node: Node & { type: "CallExpression" }, said: Set<Node>): Generator<Draft> {
  const held = node.arguments
    .map((each) => (each.type === "SpreadElement" ? null : heldSecret(project, module, each)))
    .find((each) => each !== null)
  // What is written where it is logged was seen already.
  if (
    !held ||
    (held.module === module && node.start <= held.node.start && held.node.end <= node.end) ||
    takesOut(project) ||
    said.has(held.node)
  )
    return
  said.add(held.node)
  const call = module.textOf(node.callee)
  yield {
    at: node,
    title: `\`${call}\` writes a \`${held.name}\` to the log`,
    message: `Everybody who can read the log, and every service it is copied to, gets the \`${held.name}\` in clear: it is in the object that \`${call}\` is handed.`,
    fix: `Leave \`${held.name}\` out of the object, or have the logger redact it.`,
    trace: [
      { path: held.module.path, line: held.module.lineOf(held.node), what: `\`${held.name}\` is put into the object` },
      { path: module.path, line: module.lineOf(node), what: `\`${call}\` writes the object` },
    ],
  }
}

function* outgoing(module: SourceModule, node: Node & { type: "CallExpression" }, sent: Node): Generator<Draft> {
  const code = module.textOf(sent).replaceAll("`", "'").slice(0, 50)
  const call = module.textOf(node.callee)
  yield {
    at: node,
    title: `\`${call}\` writes \`${code}\` to the log`,
    message: `Everybody who can read the log can call the other service as this one: \`${code}\` holds the headers of each request, \`authorization\` and keys among them, and \`${call}\` writes all of it.`,
    fix: "Log the method and the address, or set the logger's `redact` option.",
  }
}

/** The secret among what is logged as it is; a call in between (`hash(password)`, `typeof`, `.length`) makes something else of it. */
function secretIn(project: Project, module: SourceModule, argument: Node): Node | null {
  const skip = (node: Node) =>
    isFunction(node) ||
    (node.type === "CallExpression" && !writesOut(module, node)) ||
    node.type === "UnaryExpression" ||
    node.type === "ConditionalExpression" ||
    node.type === "BinaryExpression"
  const inner = bare(argument)
  if (inner.type === "BinaryExpression" && inner.operator === "+")
    return secretIn(project, module, inner.left) ?? secretIn(project, module, inner.right)
  if (skip(inner)) return null
  for (const node of descendants(inner, skip)) {
    if (skip(node)) continue
    if (node.type === "MemberExpression") {
      if (node.parent?.type === "MemberExpression" && node.parent.object === node) continue
      const text = module.textOf(node)
      if (REQUEST.test(text) && (!/body|payload/.test(text) || isSignIn(module, node) || isLoggedForAll(project, module, node))) return node
      if (namesSecret(propertyName(node) ?? "") && !isCount(text)) return node
    } else if (
      node.type === "Identifier" &&
      namesSecret(node.name) &&
      isValue(node) &&
      module.bindings.resolve(node)?.kind !== "function"
    ) {
      return node
    }
  }
  return null
}

// `JSON.stringify(req.body)` and `inspect(req.body)` hold all of it; with a replacer something may be left out.
function writesOut(module: SourceModule, { callee, arguments: [, replacer] }: Node & { type: "CallExpression" }): boolean {
  const name = module.textOf(callee).slice(0, 40)
  if (name === "JSON.stringify") return !replacer || (replacer.type === "Literal" && replacer.value === null)
  return /^(?:util\.)?inspect$/.test(name)
}

// What is written with the usual level, of every request that comes by, those with a password among them.
function isLoggedForAll(project: Project, module: SourceModule, node: Node): boolean {
  for (const above of ancestors(node)) {
    if (isFunction(above)) break
    if (above.type === "CallExpression" && isLogging(module, above))
      return !FOR_DEVELOPERS.test(propertyName(above.callee) ?? "") && runsBeforeSignIn(project, module, node)
  }
  return false
}

// `morgan.token("body", (req) => JSON.stringify(req.body))`
function* bodyToken(project: Project, module: SourceModule, call: Node & { type: "CallExpression" }): Generator<Draft> {
  if (
    call.callee.type !== "MemberExpression" ||
    propertyName(call.callee) !== "token" ||
    originOf(project, module, call.callee) !== "morgan.token"
  )
    return
  const [, maker] = call.arguments
  if (!maker || !isFunction(maker) || !maker.body || LEAVES_OUT.test(module.namesOf(maker))) return
  const body = nodesOf(module.program, "MemberExpression").find(
    (each) =>
      each.start >= maker.start &&
      each.end <= maker.end &&
      /^(?:req|request)\.body$/.test(module.textOf(each)) &&
      (each.parent?.type !== "MemberExpression" || each.parent.object !== each) &&
      (each.parent?.type === "CallExpression" ? writesOut(module, each.parent) : true),
  )
  if (!body || takesOut(project) || !takesPasswords(project)) return
  yield {
    at: call,
    title: "The request log holds what was typed, passwords included",
    message: `Everybody who can read the log can act as the user: \`${module.textOf(body)}\` of every request goes into it, that of the login as well.`,
    fix: "Log the names of the fields, or leave the password out of a copy.",
  }
}

function namesSecret(name: string): boolean {
  return SECRET.test(name) && !WHETHER.test(name)
}

function isValue(node: Node): boolean {
  const { parent } = node
  if (parent?.type === "MemberExpression") return false
  return parent?.type !== "Property" || parent.value === node
}

// Names of settings and error codes that end like a secret.
function isCount(text: string): boolean {
  return /(?:errors?|codes?|messages?|labels?|fields?|types?|enum|events?|constants?|names?|schema|validation\w*)(?:\.\w+)?$/i.test(
    text.slice(0, text.lastIndexOf(".")),
  )
}

function takesOut(project: Project): boolean {
  return project.once("takes bodies out of logs", () => project.sourcePaths.some((path) => project.codeMentions(path, TAKES_OUT)))
}

/** Whether the function around takes a password of what it was sent: `const { email, password } = parsed.data`. */
function readsPassword(node: Node): boolean {
  const around = enclosingFunction(node)
  for (const each of around ? descendants(around) : [])
    if (each.type === "ObjectPattern" && each.properties.some((one) => one.type === "Property" && propertyName(one) === "password"))
      return true
    else if (each.type === "MemberExpression" && propertyName(each) === "password" && SENT.test(lastName(each.object))) return true
  return false
}

function lastName(node: Node): string {
  const inner = bare(node)
  return inner.type === "Identifier" ? inner.name : (propertyName(inner) ?? "")
}

function isSignIn(module: SourceModule, node: Node): boolean {
  if (readsPassword(node)) return true
  const owner = enclosingFunction(node)
  const route = owner?.parent?.type === "CallExpression" ? module.textOf(owner.parent).slice(0, 80) : ""
  return SIGN_IN.test(`${owner ? (functionName(owner) ?? "") : ""} ${route}`)
}
