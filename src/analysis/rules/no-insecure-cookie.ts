import { isTestPath } from "../classify.ts"
import { definitionOf } from "../flow/schema/definition.ts"
import { defineRule } from "../rule.ts"
import type { Draft, Edit } from "../rule.ts"
import { bare, enclosingFunction, functionName, nodesOf, propertyName, propertyOf, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { unsafeSettings } from "../settings/find-settings.ts"
import { onlyInDevelopment } from "../settings/only-in-development.ts"
import { isClosed, objectOf, optionOf } from "../settings/read-options.ts"
import type { CallNode, ObjectNode } from "../settings/read-options.ts"

// Names of cookies that open an account; CSRF tokens are meant to be read by scripts.
const OPENS_ACCOUNT =
  /(?:^|[._-])(?:sid|sess(?:ion)?(?:[._-]?id)?|auth(?:[._-]?token)?|jwt|(?:access|refresh|id|auth|session|bearer|remember)[._-]?(?:me[._-]?)?token|token|connect\.sid)$/i

// What writes the header by hand: `cookie.serialize(name, value, options)`
const WRITERS = /^cookie(?:-es)?(?:\.default)?\.(?:serialize|stringifySetCookie)$/

export const noInsecureCookie = defineRule({
  kind: "source",
  id: "no-insecure-cookie",
  section: "security",
  practice: "security",
  severity: "medium",
  confidence: "high",
  title: "A cookie that opens the account is left unprotected",
  why: "Without `httpOnly` one script injected anywhere on the site takes over every account that visits; without `secure` the cookie also travels over plain HTTP. Both cost nothing to set.",
  fix: 'Set `httpOnly: true`, `secure: true` and `sameSite: "lax"`.',
  cwe: ["CWE-1004", "CWE-614", "CWE-1275"],
  needs: {
    path: "no test",
    settings: "cookie",
    words: ["cookie", "setCookie", "cookies set", "state isSecure", "state isHttpOnly"],
    text: [/session/i],
  },
  *check({ project, module }) {
    // An installer runs once, for the one who installs.
    if (isTestPath(module.path) || /(?:^|\/)install(?:er)?\//.test(module.path)) return
    for (const node of nodesOf(module.program, "CallExpression", "NewExpression")) {
      const cookie = node.type === "CallExpression" ? cookieSetBy(project, module, node) : null
      if (cookie) yield* judgeCookie(project, module, node, cookie)
      else if (node.type === "CallExpression" && isNamed(node, "state")) yield* judgeState(project, module, node)
      else yield* judgeSession(project, module, node)
    }
    yield* unsafeSettings(project, module, "cookie")
  },
})

interface Cookie {
  readonly name: string
  readonly options: Node | null
  readonly last: Node
  /** Koa's cookies are `httpOnly` unless told otherwise. */
  readonly httpOnlyByDefault: boolean
}

function cookieSetBy(project: Project, module: SourceModule, call: Node & { type: "CallExpression" }): Cookie | null {
  const { callee } = call
  const values = call.callee.type === "Identifier" && call.callee.name === "setCookie" ? call.arguments.slice(1) : call.arguments
  const [named, last, options = null] = values
  if (!named || !last) return null
  const method = callee.type === "Identifier" ? callee.name : callee.type === "MemberExpression" ? propertyName(callee) : null
  const receiver = callee.type === "MemberExpression" ? bare(callee.object) : null
  const isOfCookies = method === "set" && receiver !== null && receiver.type === "MemberExpression" && propertyName(receiver) === "cookies"
  const isWritten =
    (method === "set" && isStoreOfNext(project, module, callee)) ||
    (method !== null && /^(?:serialize|stringifySetCookie)$/.test(method) && WRITERS.test(originOf(project, module, callee) ?? ""))
  if (!isOfCookies && !isWritten && method !== "setCookie" && (method !== "cookie" || !receiver)) return null
  // `const COOKIE = "refresh_token"`, which is set and read in many places.
  const name = stringOf(named) ?? stringOf(definitionOf(project, module, named)?.node)
  return name === null ? null : { name, options, last, httpOnlyByDefault: isOfCookies && !isAnswerOfNext(module, receiver) }
}

// `import { cookies } from "next/headers"; (await cookies()).set(…)`
function isStoreOfNext(project: Project, module: SourceModule, callee: Node): boolean {
  return module.text.includes("next/headers") && originOf(project, module, callee) === "next/headers.cookies().set"
}

// `response.cookies.set(…)` of a `NextResponse`, whose cookies scripts can read unless told otherwise.
function isAnswerOfNext(module: SourceModule, cookies: Node): boolean {
  return (
    /["']next\/server["']/.test(module.text) &&
    cookies.type === "MemberExpression" &&
    /^res(?:p|ponse)?$/.test(module.textOf(cookies.object))
  )
}

function isNamed({ callee }: Node & { type: "CallExpression" }, name: string): boolean {
  return callee.type === "MemberExpression" && propertyName(callee) === name
}

// hapi: `server.state("session", { isSecure: false })`; all of it is on unless it is switched off.
function* judgeState(project: Project, module: SourceModule, call: Node & { type: "CallExpression" }): Generator<Draft> {
  const name = stringOf(call.arguments[0])
  const options = objectOf(project, module, call.arguments[1])
  if (name === null || !OPENS_ACCOUNT.test(name) || /csrf|xsrf/i.test(name) || !options || onlyInDevelopment(module, call)) return
  for (const [option, isReadable] of [
    ["isHttpOnly", true],
    ["isSecure", false],
  ] as const) {
    const value = writtenOption(project, module, options, option)
    if (!value || !isFalse(value)) continue
    yield {
      at: value.parent ?? value,
      severity: isReadable ? "medium" : "low",
      title: isReadable ? `Scripts can read the cookie \`${name}\`` : `The cookie \`${name}\` travels over plain HTTP`,
      message: isReadable
        ? `One script injected anywhere on the site sends \`${name}\` to its author and opens the account of every visitor: \`isHttpOnly\` is switched off, which is on by default.`
        : `Whoever is on the same network reads \`${name}\` from the first request that is not encrypted: \`isSecure\` is switched off, which is on by default.`,
      fix: "Remove the option, or set it to `true`.",
      edits: [{ start: value.start, end: value.end, text: "true" }],
    }
  }
}

function* judgeCookie(project: Project, module: SourceModule, call: Node, cookie: Cookie): Generator<Draft> {
  if (!opensAccount(module, call, cookie) || /csrf|xsrf/i.test(cookie.name)) return
  const options = cookie.options === null ? null : objectOf(project, module, cookie.options)
  if (cookie.options !== null && options === null) return
  const httpOnly = writtenOption(project, module, options, "httpOnly")
  const secure = writtenOption(project, module, options, "secure")
  if (httpOnly === null || secure === null) return
  // A cookie with an end in the past is being deleted.
  if (/maxAge:\s*-?[01]\b|expires:\s*new Date\([01]?\)/.test(options ? module.textOf(options) : "") || stringOf(cookie.last) === "") return
  const readable = httpOnly ? isFalse(httpOnly) : !cookie.httpOnlyByDefault
  const plain = secure ? isFalse(secure) : true
  if (!readable && !(plain && secure)) {
    const sameSite = writtenOption(project, module, options, "sameSite")
    if (!sameSite || stringOf(sameSite)?.toLowerCase() !== "none") return
    yield {
      at: sameSite.parent ?? sameSite,
      severity: "low",
      confidence: hasOtherSites(project) ? "low" : "medium",
      title: `Requests of other sites carry the cookie \`${cookie.name}\``,
      message: `A page on any site sends requests in the name of a visitor who is logged in: with \`sameSite: "none"\` the browser adds \`${cookie.name}\` to them, and only a CSRF token is left to tell them apart.`,
      fix: 'Use `"lax"`, unless pages of another site have to call with the cookie; then check a CSRF token.',
    }
    return
  }
  const inPlace = options !== null && cookie.options !== null && bare(cookie.options) === options && !hasSpread(options)
  yield {
    at: call,
    severity: readable ? "medium" : "low",
    title: readable ? `Scripts can read the cookie \`${cookie.name}\`` : `The cookie \`${cookie.name}\` travels over plain HTTP`,
    message: readable
      ? `One script injected anywhere on the site sends \`${cookie.name}\` to its author and opens the account of every visitor: ${httpOnly ? "`httpOnly` is switched off" : "`httpOnly` is not set, and its default here is off"}${plain ? ", and without `secure` it also travels over plain HTTP" : ""}.`
      : `Whoever is on the same network reads \`${cookie.name}\` from the first request that is not encrypted: \`secure\` is switched off.`,
    ...(cookie.options === null || inPlace
      ? {
          edits: editsFor(cookie, options, {
            httpOnly: readable ? (httpOnly ?? null) : undefined,
            secure: plain ? (secure ?? null) : undefined,
          }),
        }
      : {}),
  }
}

// Pages of other sites that call, frame or send somebody back, or a token that tells them apart.
const OTHER_SITES =
  /\bcors\b|access-control-allow|csrf|xsrf|iframe|embed|widget|sec-fetch-site|headers\.origin|frame-?ancestors|saml|oauth|oidc|openid|form_post|shopify/i

// A repository that speaks of no other site has hardly a reason to let their requests carry the cookie.
function hasOtherSites(project: Project): boolean {
  return project.once("speaks of other sites", () =>
    project.sourcePaths.some((path) => !isTestPath(path) && project.codeMentions(path, OTHER_SITES)),
  )
}

// `res.cookie("rt", tokens.refreshToken, …)`, `setRefreshCookie(reply, value)`: the value or the function tells what a short name does not.
function opensAccount(module: SourceModule, call: Node, { name, last }: Cookie): boolean {
  if (OPENS_ACCOUNT.test(name)) return true
  const around = enclosingFunction(call)
  return (
    /(?:access|refresh|session|auth|jwt|login)_?token$|\bsession\.id$|sessionId$/i.test(module.textOf(last).slice(0, 80)) ||
    /^(?:set|write|issue|send|put)\w*(?:Refresh|Session|Auth|Access|Login|Jwt)(?:Token)?Cookie$/i.test(
      (around && functionName(around)) ?? "",
    )
  )
}

function hasSpread(options: ObjectNode): boolean {
  return options.properties.some((each) => each.type === "SpreadElement")
}

/**
 * The value of an option, also where the objects that are spread into the options are written in the same file; `undefined` when it is missing
 * for certain, `null` when it cannot be told.
 */
function writtenOption(
  project: Project,
  module: SourceModule,
  options: ObjectNode | null,
  name: string,
  depth = 0,
): Node | null | undefined {
  for (const each of options?.properties.toReversed() ?? []) {
    if (each.type === "Property") {
      if (each.computed) return null
      if (propertyName(each) === name) return each.value
      continue
    }
    const spread = depth < 4 ? objectOf(project, module, each.argument) : null
    const value = spread ? writtenOption(project, module, spread, name, depth + 1) : null
    if (value !== undefined) return value
  }
  return undefined
}

function editsFor(cookie: Cookie, options: ObjectNode | null, wanted: Readonly<Record<string, Node | null | undefined>>): Edit[] {
  const missing: string[] = []
  const edits: Edit[] = []
  for (const [name, value] of Object.entries(wanted)) {
    if (value === undefined) continue
    // Koa throws when a `secure` cookie is set on a connection that is not.
    if (cookie.httpOnlyByDefault && name === "secure" && !value) continue
    if (value) edits.push({ start: value.start, end: value.end, text: "true" })
    else missing.push(`${name}: true`)
  }
  if (!propertyOf(options, "sameSite")) missing.push('sameSite: "lax"')
  if (options === null) return [{ start: cookie.last.end, end: cookie.last.end, text: `, { ${missing.join(", ")} }` }]
  const last = options.properties.at(-1)
  if (missing.length > 0)
    edits.push(
      last
        ? { start: last.end, end: last.end, text: `, ${missing.join(", ")}` }
        : { start: options.start, end: options.end, text: `{ ${missing.join(", ")} }` },
    )
  return edits
}

// Left to its defaults, express-session sends its cookie over plain HTTP as well.
function* judgeSession(project: Project, module: SourceModule, call: CallNode): Generator<Draft> {
  if (originOf(project, module, call.callee) !== "express-session") return
  const options = objectOf(project, module, call.arguments[0])
  if (!options || !isClosed(options) || optionOf(project, module, options, "cookie.secure") !== undefined) return
  const cookie = propertyOf(options, "cookie")
  const settings = objectOf(project, module, cookie)
  if (cookie && (!settings || !isClosed(settings) || propertyOf(settings, "sameSite"))) return
  yield {
    at: call.callee,
    confidence: "medium",
    title: "The session cookie has only its defaults",
    message:
      "Whoever is on the same network takes over a session with the first request that is not encrypted, and other sites send requests with it: neither `secure` nor `sameSite` is set for the session cookie, and both are off by default.",
    fix: 'Set `cookie: { secure: process.env.NODE_ENV === "production", sameSite: "lax" }`, with `trust proxy` where TLS ends before the service.',
    key: "session defaults",
  }
}

function isFalse(node: Node): boolean {
  const inner = bare(node)
  return inner.type === "Literal" && inner.value === false
}
