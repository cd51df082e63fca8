import { acceptedNulls, decidesByOrigin, givesOriginBack, isOriginHeader } from "../calls/decides-by-origin.ts"
import { opennessOfHost } from "../calls/host-pattern.ts"
import { listedValues } from "../calls/listed-values.ts"
import { headerWrittenBy } from "../calls/written-headers.ts"
import type { WrittenHeader } from "../calls/written-headers.ts"
import { isTestPath } from "../classify.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { ancestors, bare, descendants, enclosingFunction, isFunction, ownNodes, propertyName, propertyOf, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { meaningOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

// Each is looked at with the whole function around it.
const MAX_HEADERS = 50

export const noPermissiveCors = defineRule({
  kind: "source",
  id: "no-permissive-cors",
  section: "security",
  practice: "middleware",
  severity: "high",
  confidence: "high",
  title: "Every site may call the API with the visitor's cookies",
  why: "With credentials allowed and the caller's origin sent back, a page on any site reads the answers the visitor would get. Browsers refuse `*` together with credentials for exactly this reason; reflecting the origin goes around it.",
  fix: "List the origins that may send credentials.",
  cwe: ["CWE-942"],
  needs: { path: "no test", words: ["origin", "Origin", "ORIGIN", "cors credentials"] },
  *check({ project, module }) {
    if (isTestPath(module.path)) return
    const spoken = new Set<Node>()
    let headers = 0
    for (const node of descendants(module.program)) {
      if (node.type === "ObjectExpression") {
        const credentials = propertyOf(node, "credentials")
        const origin = propertyOf(node, "origin")
        if (!credentials || !isLiteral(credentials, true)) continue
        if (isOpenInHapi(project, module, node, origin)) {
          const at = origin?.parent ?? credentials.parent ?? node
          yield {
            at,
            message: `A page on any site reads what the visitor may read: ${origin ? `\`${module.textOf(at).replace(/\s+/g, " ").slice(0, 60)}\` has` : "without `origin`"} hapi send back whatever origin asks, and \`credentials: true\` lets the browser send the visitor's cookies along.`,
            fix: 'List the origins: `origin: ["https://app.example.com"]`, read from the configuration.',
          }
          continue
        }
        if (!origin) continue
        yield* looseOrigins(project, module, origin, spoken)
        const how = opennessOf(project, module, origin)
        if (how === null) continue
        const at = origin.parent ?? origin
        yield how === "star"
          ? {
              at,
              severity: "low" as const,
              title: '`origin: "*"` and `credentials: true` cancel each other out',
              message:
                "Browsers refuse every answer to a request with cookies when the allowed origin is `*`, so no page can use the credentials this allows.",
              fix: "List the origins that may send credentials, or drop `credentials`.",
            }
          : {
              at,
              message: `A page on any site reads what the visitor may read: \`${module.textOf(at).replace(/\s+/g, " ").slice(0, 60)}\` answers with whatever origin asks, and \`credentials: true\` lets the browser send the visitor's cookies along.`,
              fix: 'List the origins: `origin: ["https://app.example.com"]`, read from the configuration.',
            }
      }
      const header = headerWrittenBy(node)
      if (header?.name === "access-control-allow-origin" && ++headers <= MAX_HEADERS) yield* judgeHeader(project, module, header, spoken)
    }
  },
})

// `response.setHeader("Access-Control-Allow-Origin", request.headers.origin)`
function* judgeHeader(project: Project, module: SourceModule, { value, at }: WrittenHeader, spoken: Set<Node>): Generator<Draft> {
  const around = enclosingFunction(at)
  if (!around || !allowsCredentials(around)) return
  if (bare(value).type === "Identifier") for (const asked of askedOf(around, value)) yield* looseOrigins(project, module, asked, spoken)
  yield* nullsIn(module, around, spoken)
  if (stringOf(value) === "null" && !spoken.has(value)) yield nullDraft(value)
  if (!isOriginHeader(module, value) || decidesByOrigin(module, around, at)) return
  yield {
    at,
    message: `A page on any site reads what the visitor may read: the \`Origin\` of the request is sent back as allowed (\`${module.textOf(value).slice(0, 60)}\`), together with \`Access-Control-Allow-Credentials\`.`,
  }
}

// hapi's `cors` allows `["*"]` when nothing is said, and answers with the origin that asked (hapi/lib/cors.js); in the lists of other
// libraries a star is a name that no site has.
function isOpenInHapi(project: Project, module: SourceModule, options: Node, origin: Node | null): boolean {
  const setting = options.parent
  if (setting?.type !== "Property" || propertyName(setting) !== "cors" || options.type !== "ObjectExpression") return false
  if (project.dependsOn(module.path, "@hapi/hapi") === null && !module.text.includes("@hapi/hapi")) return false
  if (!origin) return options.properties.every((each) => each.type === "Property")
  const list = bare(origin)
  return list.type === "ArrayExpression" && list.elements.some((each) => /^(?:https?:\/\/|https?:?|\*:\/\/)?\*$/.test(stringOf(each) ?? ""))
}

// `/example\.com$/` lets `evil-example.com` in, `/^https:\/\/example\.com/` lets `https://example.com.evil.net` in.
function* looseOrigins(project: Project, module: SourceModule, origin: Node, spoken: Set<Node>): Generator<Draft> {
  const decider = functionOf(project, module, origin)
  if (decider?.module === module) yield* nullsIn(module, decider.node, spoken)
  const asked = decider ? (decider.module === module ? askedIn(decider.node) : []) : [origin]
  for (const { node, at } of asked.flatMap((each) => listedValues(project, module, each))) {
    if (spoken.has(at)) continue
    if (stringOf(node) === "null") {
      spoken.add(at)
      yield nullDraft(at)
    }
    const pattern = patternOf(node)
    const open = pattern === null ? null : opennessOfHost(pattern)
    // One pattern is often held against in several places, and is mended in one.
    if (pattern === null || open === null) continue
    spoken.add(at)
    if (open.at === "dot") {
      yield {
        at,
        confidence: "medium",
        title: "A dot in the pattern of allowed origins stands for any sign",
        message: `Whoever registers a fitting name reads what the visitor may read: the dot of \`${open.before}.${open.after}\` is not escaped, so \`https://…${open.before}x${open.after}\` fits as well.`,
        fix: "Write every dot of the host as `\\.`.",
      }
      continue
    }
    yield {
      at,
      confidence: "medium",
      title: "The pattern of allowed origins fits strangers too",
      message: `Whoever registers a fitting name reads what the visitor may read: \`${`/${pattern}/`.slice(0, 60).replaceAll("`", "'")}\` does not hold the ${open.at} of the host, so ${open.at === "end" ? "`https://….com.evil.net`" : "`https://evil-….com`"} fits as well.`,
      fix: "Begin the pattern with `^https:\\/\\/` and a dot or nothing before the name, and end it with `$`.",
    }
  }
}

function nullDraft(at: Node): Draft {
  return {
    at,
    severity: "medium",
    title: 'The origin "null" may send credentials',
    message: "A page on any site becomes `null` by putting itself into a sandboxed frame, and then reads what the visitor may read.",
    fix: 'Do not let "null" in.',
  }
}

// `if (origin === "null" || allowed.has(origin)) return origin`
function* nullsIn(module: SourceModule, decider: FunctionNode, spoken: Set<Node>): Generator<Draft> {
  for (const node of acceptedNulls(module, decider)) {
    if (spoken.has(node)) continue
    spoken.add(node)
    yield nullDraft(node)
  }
}

// `origin(origin, callback) { … }`, `origin: allowOrigin`
function functionOf(
  project: Project,
  module: SourceModule,
  origin: Node,
): { readonly module: SourceModule; readonly node: FunctionNode } | null {
  const inner = bare(origin)
  if (isFunction(inner)) return { module, node: inner }
  const meaning = inner.type === "Identifier" || inner.type === "MemberExpression" ? meaningOf(project, module, inner) : null
  return meaning?.kind === "function" ? meaning : null
}

// `(origin) => (PORTAL.test(origin) ? origin : null)`, `(origin, callback) => callback(null, PORTAL.test(origin))`, `(ctx) => { const origin = … }`
function askedIn({ params, body }: FunctionNode): Node[] {
  const [first] = params
  const name = first?.type === "Identifier" ? first.name : null
  if (name === null || !body) return []
  return checksOf(body, /^(?:_?(?:ctx|c|context|req|request))$/.test(name) ? "origin" : name)
}

// `if (PORTAL.test(origin)) response.setHeader("Access-Control-Allow-Origin", origin)`
function askedOf({ body }: FunctionNode, value: Node): Node[] {
  const sent = bare(value)
  return sent.type === "Identifier" && body ? checksOf(body, sent.name) : []
}

/** The pattern or the list that a name is held against below a node, when it is one. */
function checksOf(body: Node, name: string): Node[] {
  const asked: Node[] = []
  for (const node of descendants(body)) {
    if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression") continue
    const [given] = node.arguments
    const method = propertyName(node.callee) ?? ""
    if (given && /^(?:test|includes|has|indexOf)$/.test(method) && isNamed(given, name)) asked.push(listAround(node) ?? node.callee.object)
    if (method === "match" && given && isNamed(node.callee.object, name)) asked.push(listAround(node) ?? given)
  }
  // Of several checks each may hold what the others leave open.
  return asked.length === 1 ? asked : []
}

// `PARTNERS.some((each) => each.test(origin))`
function listAround(test: Node & { type: "CallExpression" }): Node | null {
  const around = enclosingFunction(test)
  const call = around?.parent
  if (call?.type !== "CallExpression" || call.arguments[0] !== around || call.callee.type !== "MemberExpression") return null
  return /^(?:some|find)$/.test(propertyName(call.callee) ?? "") ? call.callee.object : null
}

// `origin`, `origin ?? ""`
function isNamed(node: Node, name: string): boolean {
  const inner = bare(node)
  if (inner.type === "LogicalExpression") return isNamed(inner.left, name)
  return inner.type === "Identifier" && inner.name === name
}

/** What a literal, or `new RegExp("…")` with a text, matches. */
function patternOf(node: Node): string | null {
  if (node.type === "Literal") return "regex" in node && node.regex ? node.regex.pattern : null
  if ((node.type !== "NewExpression" && node.type !== "CallExpression") || node.callee.type !== "Identifier") return null
  return node.callee.name === "RegExp" ? stringOf(node.arguments[0]) : null
}

function opennessOf(project: Project, module: SourceModule, origin: Node): "reflected" | "star" | null {
  const node = bare(origin)
  if (isLiteral(node, true)) return "reflected"
  if (stringOf(node) === "*") return "star"
  if (node.type === "Literal" && "regex" in node && node.regex) return /^\^?\.[*+]\$?$/.test(node.regex.pattern) ? "reflected" : null
  const decider = functionOf(project, module, node)
  return decider && (alwaysAllows(decider.node) || givesOriginBack(decider.module, decider.node)) ? "reflected" : null
}

// `(origin, callback) => callback(null, true)` and `(origin) => origin`, with no decision on the way that changes the answer.
function alwaysAllows(node: FunctionNode): boolean {
  if (!node.body) return false
  let allowed = false
  const [first] = node.params
  if (node.body.type === "Identifier" && first?.type === "Identifier") return node.body.name === first.name
  for (const each of ownNodes(node.body)) {
    if (each.type === "ThrowStatement") return false
    // Whoever leaves without an answer has decided.
    if (each.type === "ReturnStatement" && (!each.argument || bare(each.argument).type !== "CallExpression")) return false
    if (each.type === "CallExpression" && each.callee.type === "Identifier" && /^(?:cb|callback|done|next)$/.test(each.callee.name)) {
      const answer = each.arguments[1]
      if (
        !answer ||
        !(
          isLiteral(answer, true) ||
          (bare(answer).type === "Identifier" && first?.type === "Identifier" && (bare(answer) as { name: string }).name === first.name)
        )
      )
        return false
      allowed ||= !isConditional(each, node)
    }
  }
  return allowed
}

function isConditional(call: Node, around: FunctionNode): boolean {
  for (const above of ancestors(call)) {
    if (above === around) return false
    if (/^(?:If|Switch|Try|For|While)|^ConditionalExpression$|^LogicalExpression$/.test(above.type)) return true
  }
  return false
}

function allowsCredentials(around: FunctionNode): boolean {
  for (const node of descendants(around)) {
    const header = headerWrittenBy(node)
    if (header?.name !== "access-control-allow-credentials") continue
    if (isLiteral(header.value, true) || stringOf(header.value) === "true") return true
  }
  return false
}

function isLiteral(node: Node, expected: boolean): boolean {
  const inner = bare(node)
  return inner.type === "Literal" && inner.value === expected
}
