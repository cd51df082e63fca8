import { answerOf } from "../calls/client-answer.ts"
import { clientValueOf } from "../calls/client-value.ts"
import { handedBackReset } from "../calls/handed-back-reset.ts"
import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { bare, nodesOf, propertyName, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

// What a user typed or an account holds, by its name as a whole.
const PASSWORD =
  /^(?:plain_?|current_?|new_?|old_?|hashed_?|user_?)?(?:password|passwd|pwd|passphrase)(?:_?hash|_?salt)?$|^(?:card_?number|cvv2?|cvc|ssn)$/i
const RECORD =
  /^(?:_?user|account|member|customer|admin|employee|row|record|found\w*|existing\w*|created\w*|new_?user|saved_?user|db_?user|profile|doc)s?$/i
// What only writes a value down in another form.
const SPELLING = /^(?:String|encodeURIComponent|btoa|escape)$/

const MENTIONS_SECRET = /passw|pwd|passphrase|cvv|cvc|ssn|card_?number|forgot|reset/i

export const noPasswordInAnswer = defineRule({
  kind: "source",
  id: "no-password-in-answer",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "high",
  title: "A password is handed back to the client",
  why: "In a cookie it lies on the disk of the browser and travels with every request; in an answer it is kept by caches, proxies and the logs of the client. The server needs neither: it checks a password once.",
  fix: "Leave it out; remember a login by a session or a token.",
  cwe: ["CWE-312", "CWE-315", "CWE-522"],
  needs: { path: "server", text: [MENTIONS_SECRET] },
  *check({ project, module }) {
    if (!isServerPath(module.path) || !MENTIONS_SECRET.test(module.text)) return
    for (const node of nodesOf(module.program, "CallExpression", "AssignmentExpression")) {
      const cookie = node.type === "CallExpression" ? cookieOf(node) : null
      if (cookie) {
        yield* inCookie(module, node, cookie)
        continue
      }
      for (const content of answerOf(module, node)?.contents ?? []) yield* inAnswer(module, content)
      for (const content of sentBy(module, node)) yield* resetIn(project, module, content)
    }
  },
})

function sentBy(module: SourceModule, node: Node & { type: "CallExpression" | "AssignmentExpression" }): readonly Node[] {
  const known = answerOf(module, node)?.contents
  if (known || node.type !== "CallExpression" || node.callee.type !== "MemberExpression") return known ?? []
  // Hono: `c.json(content, status)`
  const isContext = node.callee.object.type === "Identifier" && node.callee.object.name === "c"
  return isContext && propertyName(node.callee) === "json" ? node.arguments.slice(0, 1) : []
}

// `res.json({ message: "sent", resetToken })`
function* resetIn(project: Project, module: SourceModule, content: Node): Generator<Draft> {
  const object = bare(content)
  for (const each of object.type === "ObjectExpression" ? object.properties : []) {
    const held = each.type === "Property" ? handedBackReset(project, module, propertyName(each) ?? "", each.value) : null
    if (held === null) continue
    yield {
      at: each,
      severity: "critical",
      title: `\`${held}\` is sent to whoever asks for a reset`,
      message: `Anyone takes over any account by its address: whoever says that the password was forgotten gets \`${held}\` in the answer, which only the owner of the address may see.`,
      fix: "Send it to the address of the account alone, and answer the same whether there is one or not.",
    }
  }
}

interface Cookie {
  readonly name: string | null
  readonly value: Node
}

// `res.cookie(name, value)`, `reply.setCookie(name, value)`, `ctx.cookies.set(name, value)`, `setCookie(c, name, value)`
function cookieOf({ callee, arguments: values }: Node & { type: "CallExpression" }): Cookie | null {
  if (callee.type === "Identifier") return callee.name === "setCookie" && values[2] ? { name: stringOf(values[1]), value: values[2] } : null
  if (callee.type !== "MemberExpression" || !values[1]) return null
  const method = propertyName(callee)
  const receiver = bare(callee.object)
  if (/^(?:append|set|setHeader|header)$/.test(method ?? "") && stringOf(values[0])?.toLowerCase() === "set-cookie")
    return { name: null, value: values[1] }
  const isCookies = receiver.type === "MemberExpression" && propertyName(receiver) === "cookies"
  return method === "cookie" || method === "setCookie" || (method === "set" && isCookies)
    ? { name: stringOf(values[0]), value: values[1] }
    : null
}

function* inCookie(module: SourceModule, call: Node, { name, value }: Cookie): Generator<Draft> {
  if (stringOf(value) === "" || bare(value).type === "Literal") return
  const held = secretIn(module, value)
  const isNamed = name !== null && PASSWORD.test(name) && /^(?:Identifier|MemberExpression|CallExpression)$/.test(bare(value).type)
  if (!held && !isNamed) return
  const what = held ?? `the cookie ${name ?? ""}`
  yield {
    at: call,
    title: `\`${what}\` is put into a cookie`,
    message: `Whoever gets at the browser, one of its backups or a single unencrypted request has the password: the cookie holds \`${what}\` and is sent with every request.`,
    fix: "Keep a random session id in the cookie, or a signed token without the password.",
  }
}

function* inAnswer(module: SourceModule, content: Node): Generator<Draft> {
  const inner = bare(content)
  const parts =
    inner.type === "ObjectExpression" ? inner.properties.flatMap((each) => (each.type === "Property" ? [each.value] : [])) : [inner]
  for (const part of parts) {
    const value = bare(part)
    if (value.type === "ObjectExpression" && inner.type === "ObjectExpression") {
      yield* inAnswer(module, value)
      continue
    }
    const held = value.type === "MemberExpression" || value.type === "Identifier" ? secretIn(module, value) : null
    // People are shown their own card and number; a password nobody has to see again.
    if (held === null || !/pass|pwd/i.test(held)) continue
    yield {
      at: part.parent?.type === "Property" ? part.parent : part,
      title: `\`${held}\` is sent back`,
      message: `Caches, proxies, browser tools and the logs of the client keep the answer, and with it ${/hash|salt/i.test(held) ? "a hash that can be tried against word lists at leisure" : "the password"}: it contains \`${held}\`.`,
      fix: "Leave the field out of the answer.",
    }
  }
}

/** The password an expression is, `req.body.password` or `user.password`, also encoded or as a field of an object in JSON. */
function secretIn(module: SourceModule, node: Node, depth = 0): string | null {
  const inner = bare(node)
  if (depth > 4) return null
  const value = clientValueOf(module, inner)
  if (value) return PASSWORD.test(value.name) && /^(?:body|query)$/.test(value.place) ? shown(module, inner) : null
  if (inner.type === "CallExpression") {
    const name = inner.callee.type === "Identifier" ? inner.callee.name : propertyName(inner.callee)
    const [first] = inner.arguments
    if (name === "toString" && inner.callee.type === "MemberExpression") return secretIn(module, inner.callee.object, depth + 1)
    const spells =
      name !== null &&
      (SPELLING.test(name) || (/^(?:from|stringify)$/.test(name) && /^(?:Buffer|JSON)\./.test(module.textOf(inner.callee))))
    return spells && first ? secretIn(module, first, depth + 1) : null
  }
  if (inner.type === "ObjectExpression") {
    for (const each of inner.properties) {
      const held = each.type === "Property" ? secretIn(module, each.value, depth + 1) : null
      if (held !== null) return held
    }
    return null
  }
  if (inner.type === "TemplateLiteral" || inner.type === "BinaryExpression") {
    const parts = inner.type === "TemplateLiteral" ? inner.expressions : [inner.left, inner.right]
    for (const each of parts) {
      const held = secretIn(module, each, depth + 1)
      if (held !== null) return held
    }
    return null
  }
  if (inner.type !== "MemberExpression" || !PASSWORD.test(propertyName(inner) ?? "")) return null
  const owner = bare(inner.object)
  const ownerName = owner.type === "Identifier" ? owner.name : owner.type === "MemberExpression" ? (propertyName(owner) ?? "") : ""
  return RECORD.test(ownerName) ? shown(module, inner) : null
}

function shown(module: SourceModule, node: Node): string {
  return module.textOf(node).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 60)
}
