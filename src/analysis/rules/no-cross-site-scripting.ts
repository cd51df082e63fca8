import { isCheckedMarkup } from "../calls/checked-markup.ts"
import { responseTypeAt } from "../calls/response-type.ts"
import { calleeOf, entryOf, lureOf } from "../flow/describe-flow.ts"
import type { Flow } from "../flow/flow.ts"
import { defineRule } from "../rule.ts"
import { bare, isFunction, nodesOf, propertyName, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { meaningOf } from "../source/meaning.ts"
import type { Project } from "../source/project.ts"

export const noCrossSiteScripting = defineRule({
  kind: "flow",
  sink: "html",
  id: "no-cross-site-scripting",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "high",
  title: "Request data is sent back as HTML",
  why: "A script inside the value runs in the visitor's browser as part of this site, with its session and its rights. JSON, plain text and escaped values cannot do that.",
  fix: "Send JSON or plain text, or escape the value for HTML.",
  cwe: ["CWE-79"],
  *check({ project, flow }) {
    // Nobody can make a victim's browser send a header or a cookie of his choice.
    if (flow.stored === null && /headers?\b|cookies?\b|\bstate\b|(?:\.get|header)\(["']|^@(?:Headers|Cookies)/i.test(flow.source)) return
    if (!isText(flow) || !isHtml(project, flow) || isEncoded(flow) || isCheckedMarkup(flow.module, flow.argument)) return
    const isReturned = (!("callee" in flow.node) && flow.node.type !== "MemberExpression") || isReturnedChain(flow)
    const how =
      flow.technology === "an HTML document"
        ? `\`${calleeOf(flow)}\` makes elements of the tags in it`
        : isReturned
          ? `${flow.technology === "Node.js" ? "the gateway" : flow.technology} sends the returned text as \`text/html\``
          : `\`${calleeOf(flow)}\` sends it as \`text/html\``
    if (flow.unwritten) {
      yield {
        at: flow.node,
        title: `Markdown of \`${flow.stored}\` is sent with the tags that stand in it`,
        message: `Whoever may write \`${flow.stored}\` runs a script in the browser of everyone who opens ${entryOf(flow)}: the renderer leaves \`<script>\` and \`onerror=\` as they are, and nothing behind it takes them out.`,
        fix: "Clean what the renderer gives: `sanitizeHtml(html)` of `sanitize-html`, or `DOMPurify.sanitize(html)`.",
        severity: "medium",
        confidence: "high",
      }
      return
    }
    if (flow.marks.includes("closes-quotes")) {
      yield {
        at: flow.node,
        title: `\`${flow.source}\` leaves the attribute it is written into`,
        message: `${lureOf(flow)} with \`" onfocus="…\` as \`${flow.source}\` runs in the visitor's browser with the rights of this site: what escapes it on the way leaves quotes as they are, and it stands between two of them.`,
        fix: "Escape `\"` and `'` as well, or use `escape-html`.",
        confidence: confidenceOf(flow),
      }
      return
    }
    yield {
      at: flow.node,
      title:
        flow.technology === "an HTML document"
          ? `\`${flow.source}\` becomes markup of the page in \`${calleeOf(flow)}\``
          : `\`${flow.source}\` is sent back as HTML${isReturned ? "" : ` by \`${calleeOf(flow)}\``}`,
      message: `${lureOf(flow)} with \`<script>…\` as \`${flow.source}\` runs in the visitor's browser with the rights of this site: ${how} and nothing on the way escapes it.${flow.marks.includes("asked-for-piece") ? " What asks for a piece of it by `includes` or `indexOf` finds none in a list, and sent twice the value is one." : ""}`,
      fix: adviceFor(flow),
      confidence: confidenceOf(flow),
    }
  },
})

// `return load().then(page)`: nobody calls `then` what sends an answer.
function isReturnedChain({ argument, node }: Flow): boolean {
  const callee = argument === node && node.type === "CallExpression" ? bare(node.callee) : null
  return callee?.type === "MemberExpression" && /^(?:then|catch|finally)$/.test(propertyName(callee) ?? "")
}

// Browsers send `<` in an address as `%3C`, and it stays so until somebody decodes it.
function isEncoded({ marks }: Flow): boolean {
  return marks.includes("percent-encoded")
}

// `{ … }`, `[ … ]`, `Object.assign({}, …)`
function isObject(node: Node): boolean {
  const value = bare(node)
  if (value.type !== "CallExpression") return value.type === "ObjectExpression" || value.type === "ArrayExpression"
  const callee = bare(value.callee)
  return callee.type === "MemberExpression" && callee.object.type === "Identifier" && callee.object.name === "Object"
}

// An object is answered as JSON. What is known to be a whole body is one, a text made of it is not.
function isText(flow: Flow): boolean {
  if (isObject(flow.argument)) return false
  const isWhole = /^(?:@\w+\(\)|[\w.]*\b(?:body|query|params|payload|cookies|files))$|\.(?:json|parseBody)\(\)$/.test(flow.source)
  // A check of the whole takes away the shape and leaves an object.
  const isMade = flow.trace.some(
    ({ what }) => !/ is what the client sends$|^is (?:held in|passed to|returned)|^passes `|^arrives in /.test(what),
  )
  return !(isWhole && (flow.controls.includes("shape") || !isMade))
}

function confidenceOf(flow: Flow): "high" | "medium" | "low" {
  // A foreign page cannot make a browser send these without the permission of CORS.
  if (flow.stored === null && /^(?:PUT|PATCH|DELETE) /.test(flow.route ?? "")) return "low"
  const isKnown = flow.certain || flow.technology === "Express" || responseTypeAt(flow.module, flow.node) === "html"
  // What was kept is shown to whoever comes, however it was sent.
  return isKnown && (flow.stored === null ? isInLink(flow) : !isGivenAsKept(flow)) ? "high" : "medium"
}

// A column that is returned as it is may be an object, which is answered as JSON: its type is not looked up.
function isGivenAsKept({ technology, trace }: Flow): boolean {
  if (technology !== "NestJS" && technology !== "Hapi") return false
  const read = trace.findLastIndex(({ what }) => what.endsWith(" is read from the database"))
  return !trace.slice(read + 1).some(({ what }) => what.startsWith("becomes part of the text") || what.startsWith("is joined into"))
}

function isInLink(flow: Flow): boolean {
  return /\b(?:query|searchParams|params?|queries|url|originalUrl|path|querystring|\w*[qQ]ueryString\w*|pathParameters)\b|^@(?:Query|Param)/.test(
    flow.source,
  )
}

function isHtml(project: Project, flow: Flow): boolean {
  const type = typeOf(project, flow) ?? typeWhereMade(project, flow)
  if (type !== null) return type === "html"
  switch (flow.technology) {
    case "Fastify":
      return false
    // A function behind a gateway answers JSON, `new Response(…)` plain text.
    case "Node.js":
      return "callee" in flow.node && flow.argument !== flow.node && !calleeOf(flow).endsWith("Response")
    case "Next.js":
      return false
    // Koa takes a text for HTML when it begins with `<`.
    case "Koa":
      return beginsWithTag(flow)
    case "Express":
      return !/\.(?:write|end)$/.test(calleeOf(flow)) || /<\w/.test(flow.module.textOf(flow.argument).slice(0, 2000))
    default:
      return true
  }
}

// `return reply(200, { … })`: the function that makes the answer says what it is.
function typeOf(project: Project, { module, node, argument }: Flow): "html" | "other" | null {
  const call = bare(node)
  const maker = argument === node && call.type === "CallExpression" ? meaningOf(project, module, bare(call.callee)) : null
  const own = maker?.kind === "function" && maker.node.body ? responseTypeAt(maker.module, maker.node.body) : null
  return own ?? responseTypeAt(module, node)
}

// `return load().then(page).catch(failure)`: a function on the way makes the answer, with its type.
function typeWhereMade(project: Project, { argument, node, trace }: Flow): "html" | "other" | null {
  const last = trace.at(-2)
  const module = argument === node && last ? project.moduleOf(last.path) : null
  if (!module || !last) return null
  let maker: Node | null = null
  for (const each of nodesOf(module.program, "FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression"))
    if (module.lineOf(each) <= last.line && last.line <= module.endLineOf(each) && (!maker || each.start >= maker.start)) maker = each
  return isFunction(maker) && maker.body ? responseTypeAt(module, maker.body) : null
}

function beginsWithTag(flow: Flow): boolean {
  const assignment = flow.node.parent
  const value = assignment?.type === "AssignmentExpression" ? bare(assignment.right) : null
  let first: Node | null = value
  while (first?.type === "BinaryExpression") first = bare(first.left)
  const text = first?.type === "TemplateLiteral" ? first.quasis[0]?.value.raw : stringOf(first)
  return !text || /^\s*</.test(text)
}

function adviceFor(flow: Flow): string {
  switch (flow.technology) {
    case "Fastify":
      return "Escape it (`escape-html`), render it with a template that escapes, or leave the type at plain text or JSON."
    case "Koa":
      return 'Send an object (JSON), set `ctx.type = "text/plain"` before, or escape it (`escape-html`).'
    case "an HTML document":
      return "Set it as text (`.text(…)`, `textContent`), or escape it (`escape-html`)."
    case "Hapi":
      return 'Return an object (JSON), add `.type("text/plain")`, or escape it (`Hoek.escapeHtml`).'
    case "Hono":
      return "Write it with the `html` template tag of `hono/html`, which escapes, or send `c.text(…)` or `c.json(…)`."
    case "NestJS":
      return "Return an object, which is sent as JSON, or escape the value (`escape-html`)."
    default:
      return 'Send `res.json({ … })`, or `res.type("text/plain")` before, or escape the value (`escape-html`).'
  }
}
