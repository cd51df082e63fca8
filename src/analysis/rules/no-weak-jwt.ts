import semver from "semver"
import { calleeName } from "../calls/call-facts.ts"
import { endlessFastifyToken, isFastifyDecode } from "../calls/fastify-token.ts"
import { onlyValueOf } from "../calls/fixed-value.ts"
import { isServerPath } from "../calls/server-path.ts"
import { strategyWithoutSignature } from "../calls/unsigned-strategy.ts"
import { isTestPath } from "../classify.ts"
import { escapePattern } from "../escape-pattern.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { ancestors, bare, enclosingFunction, functionName, nodesOf, propertyName, propertyOf, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { importersOf } from "../source/import-graph.ts"
import type { Binding } from "../source/bindings.ts"
import { installedVersion } from "../source/installed-version.ts"
import { meaningOf, originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { unsafeSettings } from "../settings/find-settings.ts"

// A function that says who is calling is used in a handful of files.
const MAX_IMPORTERS = 20

type Call = Node & { type: "CallExpression" }

export const noWeakJwt = defineRule({
  kind: "source",
  id: "no-weak-jwt",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "high",
  title: "A token is accepted or issued without the check that makes it worth something",
  why: "A token is proof only while its signature and its end are checked: one that is merely decoded can be written by anyone, and one without an end stays valid after it leaks. A library call is all that is between.",
  fix: "Use `verify` with a fixed list of algorithms, and give every token an end.",
  cwe: ["CWE-347", "CWE-613"],
  needs: {
    path: "no test",
    settings: "token",
    words: [
      "decode",
      "verify",
      "sign",
      "decodeAsync",
      "verifyAsync",
      "signAsync",
      "jwtSign",
      "decodeJwt",
      "jwtDecode",
      "strategy verify",
      "jwt_decode",
      "jwt decode",
      "createDecoder",
      "SignJWT",
      "JSON base64",
      "JSON base64url",
      "JSON atob",
    ],
    text: [/passport-jwt/],
  },
  *check({ project, module }) {
    if (isTestPath(module.path)) return
    for (const node of nodesOf(module.program, "CallExpression")) {
      switch (jwtMethod(project, module, node)) {
        case "decode":
          yield* decoded(project, module, node)
          break
        case "verify":
          yield* verified(project, module, node)
          yield* keyless(project, module, node)
          break
        case "sign":
          yield* signed(project, module, node)
          break
        default: {
          const payload = endlessFastifyToken(project, module, node)
          if (payload && !mayExpire(project, module, payload)) yield endless(module, node)
          yield* unpacked(module, node)
          yield* signedByJose(project, module, node)
          yield* unsignedStrategy(project, module, node)
        }
      }
    }
    yield* strategies(module)
    yield* unsafeSettings(project, module, "token")
  },
})

function jwtMethod(project: Project, module: SourceModule, call: Call): "decode" | "verify" | "sign" | null {
  const path = originOf(project, module, call.callee) ?? ""
  const match =
    /^(?:jsonwebtoken|@nestjs\/jwt\.JwtService\(\)|jwt-simple)\.(decode|verify|sign)(?:Async)?$/.exec(path) ??
    /^(?:jwt-decode|jwt_decode)(?:\.jwtDecode)?$|^jose\.decodeJwt$|^hono\/(?:utils\/)?jwt\.decode$|^fast-jwt\.createDecoder\(\)$/.exec(path)
  if (match) return (match[1] ?? "decode") as "decode" | "verify" | "sign"
  return isFastifyDecode(project, module, call) ? "decode" : null
}

// hapi-auth-jwt2: `server.auth.strategy("jwt", "jwt", { verify: (decoded) => … })`
function* unsignedStrategy(project: Project, module: SourceModule, call: Call): Generator<Draft> {
  const verify = strategyWithoutSignature(project, module, call)
  if (!verify) return
  yield {
    at: verify.parent?.type === "Property" ? verify.parent : verify,
    severity: "critical",
    title: "The signature of the token is not checked",
    message:
      "Anyone can write a token with any user in it: with `verify` hapi-auth-jwt2 leaves the check of the signature to this function, and the function looks at the claims alone.",
    fix: 'Give the strategy a `key` and `verifyOptions: { algorithms: ["HS256"] }`, and pass the function as `validate`.',
  }
}

function* decoded(project: Project, module: SourceModule, call: Call): Generator<Draft> {
  const around = enclosingFunction(call)
  if (!around || /^jwt-simple$/.test(module.textOf(call.callee))) return
  const text = module.namesOf(around)
  const other = otherToken(module, call, around)
  if (other !== null) {
    yield {
      at: call,
      title: `Nobody checks who signed \`${other.token}\``,
      message: `Another token is verified here, and this one is only read: anyone can write one with any \`${other.claim}\` in it, and send it beside a good one.`,
      fix: `Verify \`${other.token}\` as well, with the key of whoever issues it.`,
    }
    return
  }
  // Reading the header to pick a key, or the end to refresh, comes before or beside the verification.
  if (/\b(?:jwt)?verify|jwks|\.kid\b|\.header\b(?!\()|complete:\s*true|refresh|logout|blacklist|revoke/i.test(text)) return
  // `c.set("userId", claims.sub)`: whoever comes later goes by it.
  const isHandedOn = HANDS_ON.test(text) && !isGuarded(module, call) && !verifiesAnywhere(project)
  // In a browser both only change what is shown.
  const isOpen = !isHandedOn && isServerPath(module.path) && !isGuarded(module, call)
  const isKept = isOpen && isPutOnRequest(module, call, around) && !verifiesAnywhere(project)
  const isDecided = isOpen && decidesByClaim(module, call) && !verifiesAnywhere(project)
  if (!isHandedOn && !isKept && !isDecided && /expired?\b/i.test(text)) return
  const trusts =
    (isHandedOn || isKept ? ["the context"] : null) ??
    /\b(?:req|request|ctx|socket|context)(?:\.state|\.data)?\.(?:user|userId|auth|account|session)\s*=[^=]/.exec(text) ??
    (isBelievedByCaller(project, module, call, around) ? ["the result"] : null) ??
    (isJudged(project, module, call, around) ? ["the result"] : null) ??
    (/^canActivate$|^(?:auth\w*|requireAuth|isAuth\w*|ensure\w+)$/i.test(functionName(around) ?? decoratedName(around) ?? "")
      ? ["the result"]
      : null)
  if (!trusts) {
    yield* believed(module, call, text)
    return
  }
  yield {
    at: call,
    severity: "critical",
    title: `\`${module.textOf(call.callee)}\` does not check the signature`,
    message: `Anyone can write a token with any user in it, and \`${functionName(around) ?? "this function"}\` believes it: \`${module.textOf(call.callee)}\` reads the content without checking who signed it.`,
    fix: "Use `verify` with the key; it throws when the signature is wrong.",
  }
}

// `fastify.decorate("authenticate", async (request) => { … })`
function decoratedName({ parent }: FunctionNode): string | null {
  if (parent?.type !== "CallExpression" || parent.callee.type !== "MemberExpression") return null
  return propertyName(parent.callee) === "decorate" ? stringOf(parent.arguments[0]) : null
}

// `request.tenant = claims.tid`: whoever comes later goes by it. What goes into a log decides nothing.
function isPutOnRequest(module: SourceModule, call: Call, around: FunctionNode): boolean {
  const claims = holderOf(module, call)
  if (!claims) return false
  return nodesOf(module.program, "AssignmentExpression").some(({ start, end, left, right }) => {
    if (start < around.start || end > around.end || left.type !== "MemberExpression") return false
    const target = module.textOf(left)
    const value = bare(right)
    const whole = value.type === "MemberExpression" ? bare(value.object) : value
    return (
      /^(?:req|request|ctx|context|socket|res\.locals)\b/.test(target) &&
      !/log|trace|audit|metric|rate|span|\.exp$/i.test(target) &&
      whole.type === "Identifier" &&
      module.bindings.resolve(whole) === claims
    )
  })
}

// `if (claims.role !== "admin") return redirect("/")`: who passes is decided by what nobody has checked.
function decidesByClaim(module: SourceModule, call: Call): boolean {
  const claims = holderOf(module, call)
  if (!claims) return false
  return nodesOf(module.program, "MemberExpression").some((node) => {
    const { parent, object } = node
    if (object.type !== "Identifier" || whoOf(propertyName(node)) === null || module.bindings.resolve(object) !== claims) return false
    return parent?.type === "BinaryExpression" && /^[!=]==?$/.test(parent.operator)
  })
}

/** The name that what a call gives is kept under; `null` when it is none or is taken apart. */
function holderOf(module: SourceModule, call: Call): Binding | null {
  let outer: Node | null | undefined = call.parent
  while (outer && /^(?:AwaitExpression|TSAsExpression|ParenthesizedExpression|ChainExpression|TSNonNullExpression)$/.test(outer.type))
    outer = outer.parent
  return outer?.type === "VariableDeclarator" && outer.id.type === "Identifier" ? module.bindings.resolve(outer.id) : null
}

// What a caller sends: `request.headers["x-delegation"]`, `req.get("X-Grant")`, `req.body.grant`
const SENT = /\b(?:headers|cookies|query|body|params)\b|\.(?:get|header)\(\s{0,4}["'`]/

/** The token that is decoded in a function in which another one is verified, with the claim that is read of it; `null` for anything else. */
function otherToken(module: SourceModule, call: Call, around: FunctionNode): { readonly token: string; readonly claim: string } | null {
  const [token] = call.arguments
  const claim = token?.type === "Identifier" ? claimRead(module, call) : null
  if (token?.type !== "Identifier" || claim === null) return null
  const declaration = module.bindings.resolve(token)?.declaration
  if (declaration?.type !== "VariableDeclarator" || !declaration.init || !SENT.test(module.textOf(declaration.init))) return null
  const text = module.textOf(around).slice(0, 10_000)
  const verified = [...text.matchAll(/\b(?:verify\w*|jwtVerify)\(\s{0,4}(\w{1,60})\b/g)].map(([, name]) => name)
  if (verified.length === 0 || FROM_PROVIDER.test(text) || /\.kid\b|complete:\s{0,4}true|refresh|logout|revoke/i.test(text)) return null
  // Where the other is handed to a helper, it may be looked at there.
  const uses = [...text.matchAll(new RegExp(`[(,]\\s{0,4}${escapePattern(token.name)}\\b`, "g"))].length
  return verified.includes(token.name) || uses > 1 ? null : { token: token.name, claim }
}

// `socket.data.user = identify(token)`: what the function reads of the token becomes who is calling, here or in a file that imports it.
function isBelievedByCaller(project: Project, module: SourceModule, call: Call, around: FunctionNode): boolean {
  const name = functionName(around)
  if (name === null || (claimRead(module, call) === null && !isHandedBack(call))) return false
  const called = `(?:await\\s+)?(?:[\\w.]{1,60}\\.)?${escapePattern(name)}\\(`
  const who = "(?:user|userId|auth|account|session|identity|actor|viewer|caller|principal)"
  const holder = String.raw`\b(?:req|request|ctx|socket|context|c|res)\)?(?:\.(?:state|data|locals))?\.${who}\s*=\s*`
  const believes = new RegExp(`${holder}${called}|\\.set\\(\\s*["']${who}["'],\\s*${called}`)
  // `const payload = tokens.read(token)`, and `req.user = payload` below it.
  const keeps = new RegExp(`\\b(?:const|let)\\s{1,4}(\\w{1,40})\\s{0,4}=\\s{0,4}${called}`)
  return unverifying(project, module).some((text) => {
    if (!text.includes(`${name}(`)) return false
    const kept = keeps.exec(text)?.[1]
    return (
      believes.test(text) ||
      (kept !== undefined && new RegExp(`${holder}(?:${escapePattern(kept)}\\b|\\{[^}]{0,200}\\b${escapePattern(kept)}\\.)`).test(text))
    )
  })
}

/** The texts of a file and of those that import it, as far as they verify no token. */
function unverifying(project: Project, module: SourceModule): readonly string[] {
  return project.onceFor(module, "texts that verify no token", () =>
    [module.path, ...(importersOf(project).get(module.path) ?? []).slice(0, MAX_IMPORTERS)]
      .map((path) => project.moduleOf(path))
      .map((each) => each?.namesOf(each.program) ?? "")
      .filter((text) => !/jwks|\bverify(?:Async|IdToken)?\(|jwtVerify/.test(text))
      .map((text) => text.replace(/\((req|request|ctx|socket) as \w+\)/g, "$1")),
  )
}

// Which token this is, as the code that goes by it asks: `claims.iss !== ISSUER`, `purpose === "invite"`.
const ASKS_WHICH =
  /\b(?:iss|aud|purpose|typ|token_?[tT]ype|action)\s{0,3}[!=]==?|[!=]==?\s{0,3}\w{1,40}\??\.(?:iss|aud|purpose|typ|token_?[tT]ype|action)\b|\.(?:get|has|includes)\(\s{0,3}\w{1,40}\??\.(?:iss|aud)\b/
// An answer that came straight from the provider was not in anybody's hands.
const FROM_PROVIDER = /id_?token|userinfo|token_?endpoint|oauth|oidc/i

/** Whether code goes by what a token says that it was handed, having asked of it everything but the signature, where nobody else does. */
function isJudged(project: Project, module: SourceModule, call: Call, around: FunctionNode): boolean {
  const [token] = call.arguments
  const binding = token?.type === "Identifier" ? module.bindings.resolve(token) : null
  if (binding?.kind !== "parameter" || enclosingFunction(binding.identifier) !== around || claimRead(module, call) === null) return false
  const text = module.textOf(around).slice(0, 10_000)
  const signsItself = /\bjwt\w*\.sign(?:Async)?\(|new SignJWT\(/.test(module.code)
  if (
    (!signsItself && !ASKS_WHICH.test(text)) ||
    FROM_PROVIDER.test(text) ||
    /\b(?:log|debug|audit|trace)\w*$/i.test(functionName(around) ?? "")
  )
    return false
  return !isGuarded(module, call) && !/\bverify\w*\(/.test(module.namesOf(module.program)) && !verifiesAnywhere(project)
}

// `return jwt.decode(token) as Claims`
function isHandedBack(call: Call): boolean {
  let outer = call.parent
  while (outer?.type === "TSAsExpression" || outer?.type === "ParenthesizedExpression") outer = outer.parent
  return outer?.type === "ReturnStatement" || outer?.type === "ArrowFunctionExpression"
}

const HANDS_ON =
  /\bc(?:tx|ontext)?\.set\(\s*["'](?:user|auth|account|org|tenant|member|session|claims|jwt|role|sub)\w*["']|\b(?:res\.locals|ctx\.state|c\.var)\.(?:user|auth|account|org|tenant|member|session|claims|role)\w*\s*=[^=]/i

// A gateway or a middleware of another file may have looked before.
function verifiesAnywhere(project: Project): boolean {
  return project.once("verifies tokens", () =>
    project.sourcePaths.some(
      (path) =>
        !isTestPath(path) &&
        project.codeMentions(
          path,
          /\bjwtVerify|createRemoteJWKSet|jwks|express-jwt|koa-jwt|\b(?:jwt|jwk|verify)\b[^}\n]{0,80}\}\s{0,4}from\s{0,4}["']hono\/jw|passport(?!_?(?:n(?:o|um)|id\b|country|expir|issu|date|photo|scan|page))|jwt\w*\.verify|verifyAsync|verifyIdToken|expressjwt/i,
        ),
    ),
  )
}

// `const { sub } = jwt.decode(req.headers.authorization)` in a handler, where nothing in the file checks a signature.
function* believed(module: SourceModule, call: Call, text: string): Generator<Draft> {
  if (isGuarded(module, call)) return
  const fromCaller =
    /headers(?:\.authorization|\[["']authorization["']\])|\b(?:get|header)\(["']authorization["']\)|\bcookies(?:\.\w|\.get\(|\[)/i
  if (!fromCaller.test(text)) return
  const claim = claimRead(module, call)
  if (claim === null) return
  yield {
    at: call,
    confidence: "medium",
    title: `\`${module.textOf(call.callee)}\` does not check the signature`,
    message: `Anyone can write a token with any \`${claim}\` in it: \`${module.textOf(call.callee)}\` reads the content without checking who signed it, and nothing before it does.`,
    fix: "Use `verify` with the key; it throws when the signature is wrong. Where a gateway has checked it, say so beside the call.",
  }
}

const GUARDS_FILE =
  /jwks|passport(?!_?(?:n(?:o|um)|id\b|country|expir|issu|date|photo|scan|page))|expressjwt|koa-jwt|@UseGuards|\.use\(\s*\w*(?:auth|jwt|verif|protect|guard|login)\w*/i

// Middleware before the handler, or for the whole file, has looked at the token.
function isGuarded(module: SourceModule, call: Call): boolean {
  if (GUARDS_FILE.test(module.namesOf(module.program))) return true
  const around = enclosingFunction(call)
  return around?.parent?.type === "CallExpression" && around.parent.arguments.length > 2 && around.parent.arguments.at(-1) === around
}

const WHO =
  /^(?:sub|id|_id|uid|user|user_?id|user_?name|email|role|roles|(?:is_?)?(?:super_?)?admin|permissions?|scopes?|account_?id|tenant_?id)$/i

/** The claim about its owner that is read of a decoded token; `null` when none is. */
function claimRead(module: SourceModule, call: Call): string | null {
  const { parent } = call
  const outer = parent?.type === "ChainExpression" || parent?.type === "TSAsExpression" ? parent.parent : parent
  if (outer?.type === "MemberExpression") return whoOf(propertyName(outer))
  if (outer?.type !== "VariableDeclarator") return null
  if (outer.id.type === "ObjectPattern") {
    for (const each of outer.id.properties) {
      const name = each.type === "Property" ? whoOf(propertyName(each)) : null
      if (name !== null) return name
    }
    return null
  }
  const binding = outer.id.type === "Identifier" ? module.bindings.resolve(outer.id) : null
  if (!binding) return null
  // `const { sub } = claims`
  for (const node of nodesOf(module.program, "VariableDeclarator")) {
    const taken = node.init ? bare(node.init) : null
    if (node.id.type !== "ObjectPattern" || taken?.type !== "Identifier" || taken.name !== binding.name) continue
    for (const each of node.id.properties) {
      const name = each.type === "Property" ? whoOf(propertyName(each)) : null
      if (name !== null && module.bindings.resolve(taken) === binding) return name
    }
  }
  for (const node of nodesOf(module.program, "MemberExpression")) {
    if (node.object.type !== "Identifier" || node.object.name !== binding.name) continue
    const name = whoOf(propertyName(node))
    if (name !== null && module.bindings.resolve(node.object) === binding) return name
  }
  return null
}

function whoOf(name: string | null): string | null {
  return name !== null && WHO.test(name) ? name : null
}

// `jwt.verify(token, false)`: until version 9 a token without a signature passes then.
function* keyless(project: Project, module: SourceModule, call: Call): Generator<Draft> {
  if (originOf(project, module, call.callee) !== "jsonwebtoken.verify") return
  const key = call.arguments[1]
  if (key) yield* unknownKey(project, module, call, key)
  const value = key ? bare(key) : null
  const isNone =
    (value?.type === "Literal" && !value.value) || (value?.type === "Identifier" && value.name === "undefined") || stringOf(value) === ""
  if (!key || !isNone) return
  const version = installedVersion(project, module.path, "jsonwebtoken")
  const refuses = version !== null && semver.gte(version, "9.0.0")
  const code = module.textOf(key)
  yield {
    at: call,
    severity: refuses ? "high" : "critical",
    title: "The signature of the token is not checked",
    message: refuses
      ? `\`verify\` is called without a key (\`${code}\`): since version 9 jsonwebtoken then refuses every token, and with \`none\` among the algorithms it takes whatever anyone has written.`
      : `Anyone can write a token with any user in it: without a key (\`${code}\`) jsonwebtoken before version 9 accepts tokens that nobody signed.`,
    fix: "Pass the key the tokens are signed with.",
  }
}

// `jwt.verify(token, keys[header.kid])`: for a `kid` that nobody knows there is no key, and until version 9 a token without a signature passes then.
function* unknownKey(project: Project, module: SourceModule, call: Call, key: Node): Generator<Draft> {
  const version = installedVersion(project, module.path, "jsonwebtoken")
  if (version === null || !semver.lt(version, "9.0.0") || call.arguments.some((each) => each.type === "SpreadElement")) return
  const options = call.arguments[2]
  if (options && (bare(options).type !== "ObjectExpression" || !isClosed(options) || propertyOf(options, "algorithms"))) return
  const name = bare(key)
  const found = name.type === "Identifier" ? onlyValueOf(module, name) : name
  const lookup = found ? bare(found) : null
  if (!lookup || !looksUpByKid(module, lookup)) return
  if (name.type === "Identifier" && isTested(module, call, name.name)) return
  yield {
    at: call,
    severity: "critical",
    title: "A token with an unknown key needs no signature",
    message: `Anyone can write a token with any user in it, a \`kid\` that nobody knows and no signature: \`${module.textOf(lookup).replaceAll("`", "'").slice(0, 60)}\` is then \`undefined\`, and without a key jsonwebtoken ${version} accepts \`none\`.`,
    fix: 'Refuse the token when there is no key for it, and pass `{ algorithms: ["RS256"] }` with the algorithm of the keys.',
  }
}

// `keys[header.kid]`, `keys.get(kid)`
function looksUpByKid(module: SourceModule, lookup: Node): boolean {
  const by =
    lookup.type === "MemberExpression" && lookup.computed
      ? lookup.property
      : lookup.type === "CallExpression" && lookup.callee.type === "MemberExpression" && propertyName(lookup.callee) === "get"
        ? lookup.arguments[0]
        : null
  return by !== null && by !== undefined && /\bkid\b/i.test(module.textOf(by))
}

// `if (!key) …`, `key === undefined`, `assert(key)`
function isTested(module: SourceModule, call: Call, name: string): boolean {
  const around = enclosingFunction(call)
  const key = escapePattern(name)
  return new RegExp(
    `!\\s{0,3}${key}\\b|\\b${key}\\s{0,3}(?:[!=]==?|\\?[^.]|&&|\\|\\|)|\\b(?:if|assert\\w*|ok)\\s{0,3}\\(\\s{0,3}${key}\\b`,
  ).test(module.textOf(around ?? module.program))
}

function* verified(project: Project, module: SourceModule, call: Call): Generator<Draft> {
  const options = optionsOf(project, module, call)
  const around = enclosingFunction(call)
  const ignores = propertyOf(options, "ignoreExpiration")
  if (
    ignores &&
    isTrue(ignores) &&
    !/refresh|expired|logout|revoke/i.test(around ? `${functionName(around) ?? ""} ${module.path}` : module.path)
  )
    yield ignoring(module, ignores)
}

// Written there, or kept under a name in the same file.
function optionsOf(project: Project, module: SourceModule, call: Call): Node | undefined {
  for (const each of call.arguments.slice(1)) {
    if (bare(each).type === "ObjectExpression") return each
    const meaning = bare(each).type === "Identifier" ? meaningOf(project, module, each) : null
    if (meaning?.kind === "value" && meaning.module === module && bare(meaning.node).type === "ObjectExpression") return meaning.node
  }
  return undefined
}

// `JSON.parse(Buffer.from(token.split(".")[1], "base64url").toString())` as who is calling, with nothing that checks a signature.
function* unpacked(module: SourceModule, call: Call): Generator<Draft> {
  if (module.textOf(call.callee) !== "JSON.parse" || !call.arguments[0]) return
  const text = module.textOf(call.arguments[0]).slice(0, 300)
  const around = enclosingFunction(call)
  if (!/["']base64(?:url)?["']|\batob\(|base64url/.test(text) || !around) return
  const body = module.namesOf(around).slice(0, 10_000)
  if (
    !/\.split\(\s*["']\.["']\s*\)/.test(body) ||
    /\bverif|createHmac|timingSafeEqual|jwks|subtle|signature|refresh|\.header\b/i.test(body)
  )
    return
  if (isGuarded(module, call) || !/authorization|cookie|bearer|token/i.test(body)) return
  const trusts =
    /\b(?:req|request|ctx|socket|context)\)?(?:\.state|\.data)?\.(?:user|userId|auth|account|session)\s*=[^=]/.test(body) ||
    HANDS_ON.test(body)
  if (!trusts) return
  yield {
    at: call,
    severity: "critical",
    title: "A token is unpacked without a look at its signature",
    message: `Anyone can write a token with any user in it, and \`${functionName(around) ?? "this function"}\` believes it: the middle of the token is only unpacked, and nobody checks who signed it.`,
    fix: "Use `verify` of a library with the key; it throws when the signature is wrong.",
  }
}

// `new SignJWT({ … }).setProtectedHeader(…).sign(secret)` of jose without `setExpirationTime`.
function* signedByJose(project: Project, module: SourceModule, call: Call): Generator<Draft> {
  const payload = chainedSigner(project, module, call)
  if (payload === null) return
  const [claims] = payload.arguments
  if (claims && mayExpire(project, module, claims)) return
  yield endless(module, call)
}

/** The `new SignJWT(…)` a call of `sign` ends, when the whole chain is written there and sets no end. */
function chainedSigner(project: Project, module: SourceModule, call: Call): (Node & { type: "NewExpression" }) | null {
  let inner: Node = call
  for (let step = 0; step < 20; step++) {
    if (inner.type === "NewExpression") return originOf(project, module, inner.callee) === "jose.SignJWT" ? inner : null
    if (inner.type !== "CallExpression" || inner.callee.type !== "MemberExpression" || propertyName(inner.callee) === "setExpirationTime")
      return null
    if (step === 0 && propertyName(inner.callee) !== "sign") return null
    inner = bare(inner.callee.object)
  }
  return null
}

function ignoring(module: SourceModule, value: Node): Draft {
  const property = value.parent ?? value
  return {
    at: property,
    title: "Expired tokens are accepted",
    message: `A token that leaked once opens the account for ever: \`${module.textOf(property)}\` switches off the check of its end.`,
    fix: "Remove the option, or accept expired tokens only where they are exchanged.",
    edits: [{ start: value.start, end: value.end, text: "false" }],
  }
}

// passport-jwt: `new Strategy({ ignoreExpiration: true, … })`, in Nest as the argument of `super`.
function* strategies(module: SourceModule): Generator<Draft> {
  if (!/passport-jwt/.test(module.text)) return
  for (const node of nodesOf(module.program, "Property")) {
    if (propertyName(node) !== "ignoreExpiration" || !isTrue(node.value)) continue
    const inVerify = [...ancestors(node)].some((each) => each.type === "CallExpression" && /verify/.test(module.textOf(each.callee)))
    if (!inVerify && !/refresh/i.test(module.path)) yield ignoring(module, node.value)
  }
}

function* signed(project: Project, module: SourceModule, call: Call): Generator<Draft> {
  const isNest = (originOf(project, module, call.callee) ?? "").startsWith("@nestjs/")
  const [payload, second, third] = call.arguments
  const options = isNest ? second : third
  if (!payload || (!isNest && !second) || call.arguments.some((each) => each.type === "SpreadElement")) return
  if (options && (bare(options).type !== "ObjectExpression" || !isClosed(options) || propertyOf(options, "expiresIn"))) return
  if (mayExpire(project, module, payload)) return
  // Nest's module and shared option objects may set the end for all tokens.
  if (
    isNest &&
    project.once("jwt end", () => project.sourcePaths.some((path) => project.codeMentions(path, /signOptions[\s\S]{0,200}expiresIn/)))
  )
    return
  const canInsert = !isNest && call.arguments.length === 2
  yield {
    ...endless(module, call),
    ...(canInsert && second ? { edits: [{ start: second.end, end: second.end, text: ', { expiresIn: "1h" }' }] } : {}),
  }
}

function endless(module: SourceModule, call: Call): Draft {
  return {
    at: call,
    severity: "medium",
    confidence: "medium",
    title: "The token never expires",
    message: `A token from \`${calleeName(module, call)}\` that leaks from a log, a backup or a browser stays valid until the key is changed, for everyone: neither the options nor the payload give it an end.`,
    fix: 'Pass `{ expiresIn: "1h" }` (a number counts as seconds) and renew it with a refresh token.',
  }
}

function mayExpire(project: Project, module: SourceModule, payload: Node): boolean {
  const meaning = meaningOf(project, module, payload)
  const object = meaning?.kind === "value" ? bare(meaning.node) : bare(payload)
  if (object.type === "ObjectExpression") return !isClosed(object) || propertyOf(object, "exp") !== null
  const around = enclosingFunction(payload)
  return around === null || /\bexp\b|expires?/i.test(module.namesOf(around))
}

function isClosed(node: Node): boolean {
  const inner = bare(node)
  return inner.type === "ObjectExpression" && inner.properties.every((each) => each.type === "Property")
}

function isTrue(node: Node): boolean {
  const inner = bare(node)
  return inner.type === "Literal" && inner.value === true
}
