import { someCallsOf } from "../calls/calls-of.ts"
import { clientValueOf } from "../calls/client-value.ts"
import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import { chainOf } from "../routes/chain.ts"
import { routeAround } from "../routes/handler-around.ts"
import { ancestors, bare, descendants, isFunction, nodesOf, propertyName } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { meaningOf, originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

type Place = "header" | "body" | "query" | "path"

/** A claim of a token that is what the sender of the request wrote. */
interface Claim {
  /** `sub`; "everything" where the whole body is signed. */
  readonly name: string
  readonly place: Place
  /** As written, for a sentence. */
  readonly code: string
}

const SIGNS =
  /^(?:jsonwebtoken\.sign|@nestjs\/jwt\.JwtService\(\)\.sign(?:Async)?|jwt-simple\.encode|hono\/(?:utils\/)?jwt\.sign|fast-jwt\.createSigner\(\))$/
const IDENTITY = /^(?:_?id|sub|uid|user|user_?id|user_?name|login|e?mail|account_?id|roles?|groups?|is_?admin|permissions)$/i
const PLACES: Readonly<Record<string, Place>> = { Body: "body", Query: "query", Param: "path", Headers: "header" }
// Whatever of this stands in the function may be what proves who is calling, or says that the token is no login.
const PROVES =
  /verif|compar|bcrypt|argon|scrypt|passw|passphrase|secret\s*[!=]==?|[!=]==?\s*[\w.]*secret|credential|authenticat|authoriz(?!ation\b)|isAuth|session|\botp\b|one_?time|\bcode\b|signature|challenge|refresh|captcha|api_?key|timingSafe|mail\w*\(|invite|reset|guest|anonymous|share|unsubscribe|\b(?:req|request|ctx|ctx\.state|context)\.(?:user|auth|account|oidc)\b|current_?user|NODE_ENV|isDev|development/i
// Around a function that signs what it is given: what the token is called there says little.
const PROVES_FIRST =
  /verif|compar|bcrypt|argon|scrypt|passw|passphrase|credential|isAuth|session|\botp\b|one_?time|signature|challenge|captcha|api_?key|timingSafe/i
const KNOWS_CALLER = /\b(?:req|request|ctx|ctx\.state|context)\.(?:user|userId|auth|account|oidc)\b|current_?user/i
// Calls that look nobody up.
const HARMLESS =
  /^(?:JSON\.(?:parse|stringify)|(?:console|log|logger|this\.logger|req\.log|request\.log|fastify\.log)\.\w+|(?:res|reply|response|ctx|c|Response|NextResponse)(?:\.\w+)*|(?:Math|Date|Number|String|Boolean|Object|Array|Buffer)\b.*|(?:crypto\.)?randomUUID|nanoid|uuid(?:v4)?|next|parseInt|new Date|process\.\w+|(?:res|reply|response)\b.*|(?:req|request|c\.req|ctx\.req)\.(?:json|get|header|query|param)|cookies\(\)\.set|.*\.(?:trim|toLowerCase|toUpperCase|toString|split|replace|map|filter|join|slice|includes|startsWith|getTime|setProtectedHeader|setIssuedAt|setExpirationTime|setIssuer|setAudience|setSubject|setJti|setNotBefore|encode|safeParse|parse|parseAsync|floor|now|isArray))$/
const ELSEWHERE = /mock|fake|stub|(?:^|[/.-])dev(?:[/.-]|$)|demo|playground|sandbox|fixture|simulat/i
const GUARDS = /auth|guard|verif|passport|session|login|protect|secure|jwt|token|admin|role/i
const MAX_FUNCTION = 6_000
const MAX_CALLS = 80
const MAX_DEPTH = 6

export const noTokenForClaimedIdentity = defineRule({
  kind: "source",
  id: "no-token-for-claimed-identity",
  section: "security",
  practice: "security",
  severity: "critical",
  confidence: "high",
  title: "A token is signed for whoever the caller says it is",
  why: "A signature says that the service itself stands by what the token holds. One that is made for an id, a role or a group taken from the request, without a password, a token or a record in between, lets everybody in as anybody.",
  fix: "Look the person up and have them prove who they are first, and sign what the record says.",
  cwe: ["CWE-287", "CWE-290"],
  needs: { path: "server", words: ["sign", "signAsync", "jwtSign", "SignJWT", "encode", "createSigner"] },
  *check({ project, module }) {
    if (!isServerPath(module.path) || ELSEWHERE.test(module.path)) return
    for (const call of nodesOf(module.program, "CallExpression", "NewExpression")) {
      const payload = signedBy(project, module, call)
      const claim = payload && claimIn(module, payload, 0)
      if (!claim || isProven(project, module, call, claim)) continue
      yield {
        at: call,
        title: claim.name === "everything" ? "Whoever calls writes the token" : `Whoever calls chooses \`${claim.name}\` of the token`,
        message: `Anyone gets a valid token of anybody by naming them in the request: ${claim.name === "everything" ? `\`${claim.code}\` is signed` : `\`${claim.name}\` is \`${claim.code}\``} as the sender wrote it, and nothing here looks the person up or has them prove that it is them.`,
      }
    }
  },
})

/** What a call signs; `null` where it signs no token. */
function signedBy(project: Project, module: SourceModule, call: Node & { type: "CallExpression" | "NewExpression" }): Node | null {
  const [payload] = call.arguments
  if (!payload || payload.type === "SpreadElement") return null
  const callee = bare(call.callee)
  const name = callee.type === "MemberExpression" ? propertyName(callee) : callee.type === "Identifier" ? callee.name : null
  if (name === null) return null
  if (call.type === "NewExpression") return originOf(project, module, callee) === "jose.SignJWT" ? payload : null
  const owner = callee.type === "MemberExpression" ? bare(callee.object) : null
  const isPlugin = name === "jwtSign" || (name === "sign" && owner?.type === "MemberExpression" && propertyName(owner) === "jwt")
  if (isPlugin && (project.dependsOn(module.path, "@fastify/jwt") ?? project.dependsOn(module.path, "fastify-jwt")) !== null) return payload
  if (!/^(?:sign|signAsync|encode)$/.test(name) && callee.type !== "Identifier") return null
  return SIGNS.test(originOf(project, module, callee) ?? "") ? payload : null
}

function claimIn(module: SourceModule, payload: Node, depth: number): Claim | null {
  const inner = valueOf(module, payload)
  const code = module.textOf(payload).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 60)
  const whole = wholePlace(module, payload)
  if (whole) return { name: "everything", place: whole, code }
  if (inner.type !== "ObjectExpression" || depth > 1) return null
  for (const property of inner.properties) {
    if (property.type === "SpreadElement") {
      const spread = wholePlace(module, property.argument)
      if (spread) return { name: "everything", place: spread, code: module.textOf(property).slice(0, 60).replaceAll("`", "'") }
      continue
    }
    const name = propertyName(property)
    if (name === null || !IDENTITY.test(name)) continue
    const place = claimedPlace(module, property.value, 0)
    if (place) return { name, place, code: module.textOf(property.value).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 60) }
    // `{ user: { id: req.body.id } }`
    const below = valueOf(module, property.value).type === "ObjectExpression" ? claimIn(module, property.value, depth + 1) : null
    if (below && below.name !== "everything") return below
  }
  return null
}

/** The part of the request that a value is taken from; `null` where it comes from elsewhere or cannot be told. */
function claimedPlace(module: SourceModule, node: Node, depth: number): Place | null {
  const inner = bare(node)
  if (depth > MAX_DEPTH) return null
  const known = clientValueOf(module, inner)
  if (known) return known.place === "cookie" ? null : known.place
  const further = (each: Node) => claimedPlace(module, each, depth + 1)
  switch (inner.type) {
    case "MemberExpression":
      return wholePlace(module, inner.object) ?? parsedPlace(module, inner.object, depth + 1)
    case "LogicalExpression":
      // `claims.sub || req.body.id` is proven as often as not.
      return further(inner.left)
    case "Identifier": {
      const binding = module.bindings.resolve(inner)
      const init =
        binding?.kind === "variable" && binding.declaration.type === "VariableDeclarator" && binding.assigned.length === 0
          ? binding.declaration.init
          : null
      if (!init || !binding) return null
      if (binding.pattern.length === 0) return further(init)
      return binding.pattern.length === 1 ? (wholePlace(module, init) ?? parsedPlace(module, init, depth + 1)) : null
    }
    default:
      return null
  }
}

// `JSON.parse(req.headers["x-auth-user"])`, also behind a name and a question whether it is there
function parsedPlace(module: SourceModule, node: Node, depth: number): Place | null {
  const inner = bare(node)
  if (depth > MAX_DEPTH) return null
  if (inner.type === "ConditionalExpression")
    return parsedPlace(module, inner.consequent, depth + 1) ?? parsedPlace(module, inner.alternate, depth + 1)
  if (inner.type === "LogicalExpression") return parsedPlace(module, inner.right, depth + 1) ?? parsedPlace(module, inner.left, depth + 1)
  if (inner.type === "Identifier") {
    const value = valueOf(module, inner)
    return value === inner ? null : parsedPlace(module, value, depth + 1)
  }
  const [first] = inner.type === "CallExpression" ? inner.arguments : []
  if (inner.type !== "CallExpression" || !first || module.textOf(inner.callee) !== "JSON.parse") return null
  return claimedPlace(module, first, depth + 1) ?? headerOf(module, first)
}

// `headers["x-auth-user"]` of a parameter that is called so
function headerOf(module: SourceModule, node: Node): Place | null {
  const inner = bare(node)
  const object = inner.type === "MemberExpression" ? bare(inner.object) : null
  const isParameter = object?.type === "Identifier" && object.name === "headers" && module.bindings.resolve(object)?.kind === "parameter"
  return isParameter ? "header" : null
}

// `req.body`, `@Body() dto`, and a local name of them
function wholePlace(module: SourceModule, node: Node): Place | null {
  const inner = valueOf(module, node)
  const text = inner.end - inner.start < 60 ? module.textOf(inner).replace(/^await\s+/, "") : ""
  if (/^_?(?:req|request|ctx\.request)\.body$|^(?:c\.req|req|request)\.json\(\)$/.test(text)) return "body"
  if (/^_?(?:req|request|ctx)\.query$/.test(text)) return "query"
  const binding = inner.type === "Identifier" ? module.bindings.resolve(inner) : null
  if (binding?.kind !== "parameter" || binding.pattern.length > 0 || !isFunction(binding.declaration)) return null
  const { identifier } = binding
  const parameter = binding.declaration.params.find((each) => each.start <= identifier.start && identifier.end <= each.end)
  for (const each of parameter && "decorators" in parameter ? (parameter.decorators as readonly Node[]) : []) {
    const call = each.type === "Decorator" ? each.expression : each
    if (call.type === "CallExpression" && call.callee.type === "Identifier" && call.arguments.length === 0)
      return PLACES[call.callee.name] ?? null
  }
  return null
}

function valueOf(module: SourceModule, node: Node): Node {
  let inner = bare(node)
  for (let step = 0; step < 4 && inner.type === "Identifier"; step++) {
    const binding = module.bindings.resolve(inner)
    const isPlain = binding?.kind === "variable" && binding.assigned.length === 0 && binding.pattern.length === 0
    const init = isPlain && binding.declaration.type === "VariableDeclarator" ? binding.declaration.init : null
    if (!init) return inner
    inner = bare(init)
  }
  return inner
}

/** Whether anything between the request and the token may have asked who is calling. */
function isProven(project: Project, module: SourceModule, call: Node, claim: Claim): boolean {
  const around = [...ancestors(call)].filter(isFunction)
  const outer = around.at(-1)
  const inner = around[0]
  if (!outer || !inner) return true
  const handler = outer.end - outer.start <= MAX_FUNCTION ? outer : inner
  if (handler.end - handler.start > MAX_FUNCTION || mayProve(project, module, handler, call)) return true
  const route = routeAround(project, module, call)
  if (route) {
    // Who is logged in already may still not name somebody else, but then more is told of them than we see here.
    return chainOf(project, route).some((link) => GUARDS.test(link.module.textOf(link.node).slice(0, 200))) && claim.place !== "header"
  }
  const calls = someCallsOf(project, module, inner)
  if (calls.length === 0) return claim.place !== "header"
  return calls.every((each) => {
    const caller = [...ancestors(each.call)].find(isFunction)
    if (!caller || caller.end - caller.start > MAX_FUNCTION) return true
    const names = each.module.namesOf(caller)
    // Who is logged in names somebody else with a header all the same.
    return PROVES_FIRST.test(names) || (claim.place !== "header" && KNOWS_CALLER.test(names))
  })
}

function mayProve(project: Project, module: SourceModule, handler: FunctionNode, sign: Node): boolean {
  if (PROVES.test(module.namesOf(handler))) return true
  let count = 0
  for (const node of descendants(handler)) {
    if (node.type === "BinaryExpression" && /^[!=]==?$/.test(node.operator) && comparesClaim(module, node)) return true
    if (node.type !== "CallExpression" || node === sign || node.parent?.type === "Decorator") continue
    if (++count > MAX_CALLS) return true
    const text = module.textOf(node.callee).replace(/\s+/g, "").slice(0, 200)
    if (HARMLESS.test(text) || node.arguments.some((each) => each === sign) || signedBy(project, module, node) || isOnSigner(module, node))
      continue
    const meaning = meaningOf(project, module, node.callee)
    // What sets a cookie or writes a log below looks nobody up; anything else may.
    if (meaning?.kind === "external" && /^globalThis\.(?:Number|String|Boolean|Date|Math|JSON|Object)\b/.test(meaning.path)) continue
    return true
  }
  return false
}

// `new SignJWT(…).setIssuedAt().sign(secret)`
function isOnSigner(module: SourceModule, node: Node & { type: "CallExpression" }): boolean {
  return /^new\s*(?:\w+\.)?SignJWT\b/.test(module.textOf(node.callee).trimStart())
}

// `user === "admin"`; a comparison with nothing only asks whether it was sent.
function comparesClaim(module: SourceModule, { left, right }: Node & { type: "BinaryExpression" }): boolean {
  const isNothing = (node: Node) =>
    /^(?:null|undefined|""|''|typeof\b.*|"(?:string|number|object|undefined)"|'(?:string|number|object|undefined)')$/.test(
      module.textOf(node),
    )
  if (isNothing(left) || isNothing(right)) return false
  return claimedPlace(module, left, 0) !== null || claimedPlace(module, right, 0) !== null
}
