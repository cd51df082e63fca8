import { isServerPath } from "../calls/server-path.ts"
import { isTestPath } from "../classify.ts"
import { summandsOf } from "../flow/text.ts"
import { defineRule } from "../rule.ts"
import { bare, nodesOf, propertyName } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { importersOf } from "../source/import-graph.ts"
import { meaningOf, originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

// What a service says of itself.
const OURS =
  /^(?:\w*(?:config|configuration|env|settings|manifest|assets?|flags|endpoint|version|locale|nonce|translations|messages)|process\.env(?:\.\w+)?)$/i
const CUTS = /^(?:replace|replaceAll|trim|trimStart|trimEnd|slice|substring|toLowerCase|toUpperCase|toString)$/
const MAX_TEXT = 20_000
const MAX_IMPORTERS = 20
const MAX_CALLS = 100
const MAX_CHAIN = 8

type Call = Node & { type: "CallExpression" }

export const noUnescapedJsonInScript = defineRule({
  kind: "source",
  id: "no-unescaped-json-in-script",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "medium",
  title: "JSON inside a script tag ends where its text says `</script>`",
  why: "`JSON.stringify` escapes quotes, not `<`. A browser looks for `</script>` before it reads any JavaScript, so a name or a comment with that text ends the script and begins one of its own, for everybody who opens the page.",
  fix: 'Write `<` as `\\u003c`: `JSON.stringify(state).replace(/</g, "\\\\u003c")`, or use `serialize-javascript`.',
  cwe: ["CWE-79"],
  needs: { path: "server", text: [/JSON\.stringify\(/] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const { json, data, place, part } of [
      ...writtenHere(project, module),
      ...writtenElsewhere(project, module),
      ...givenToPage(project, module),
    ]) {
      const code = place.textOf(data).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 50)
      yield {
        at: json,
        title: `A text in \`${code}\` with \`</script>\` in it ends the script it is written into`,
        message: `Whoever can put \`</script><script>…\` into any text of \`${code}\` runs a script in the browser of everybody who opens ${place === module ? "this page" : `the page of ${place.path}`}: \`JSON.stringify\` leaves \`<\` as it is.`,
        ...(part === undefined ? {} : { trace: traceOf(module, json, place, part) }),
        edits: [{ start: json.end, end: json.end, text: '.replace(/</g, "\\\\u003c")' }],
      }
    }
  },
})

interface Written {
  readonly json: Call
  readonly data: Node
  /** Where the script and `data` stand. */
  readonly place: SourceModule
  /** What stands inside the script, where that is a call of the function that writes the JSON. */
  readonly part?: Node
}

function traceOf(module: SourceModule, json: Node, place: SourceModule, part: Node) {
  const code = place.textOf(part).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 50)
  return [
    { path: module.path, line: module.lineOf(json), what: "writes the data as JSON, `<` as it is" },
    { path: place.path, line: place.lineOf(part), what: `\`${code}\` stands between \`<script>\` and \`</script>\`` },
  ]
}

function* writtenHere(project: Project, module: SourceModule): Generator<Written> {
  for (const part of insideScripts(module)) {
    const json = jsonOf(project, module, part)
    const [data] = json?.arguments ?? []
    if (json && data && !isOurs(module, data)) yield { json, data, place: module }
  }
}

/** What functions of this file give that write one parameter as JSON and are called inside a script, here or in files that import them. */
function* writtenElsewhere(project: Project, module: SourceModule): Generator<Written> {
  const writers = new Map<Node, ReturnedJson>(
    [...nodesOf(module.program, "FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression")].flatMap((each) => {
      const written = returnedJson(project, module, each)
      return written ? [[each, written] as const] : []
    }),
  )
  const paths = writers.size === 0 ? [] : [module.path, ...(importersOf(project).get(module.path) ?? []).slice(0, MAX_IMPORTERS)]
  for (const path of paths) {
    const place = isTestPath(path) || !project.mentions(path, /<script\b/i) ? null : project.moduleOf(path)
    for (const part of place ? insideScripts(place) : []) {
      const call = bare(part)
      const meaning = place && call.type === "CallExpression" ? meaningOf(project, place, call.callee) : null
      const written = meaning?.kind === "function" ? writers.get(meaning.node) : undefined
      const data = call.type === "CallExpression" && written ? call.arguments[written.index] : undefined
      if (!place || !written || !data || isOurs(place, data)) continue
      writers.delete((meaning as { node: Node }).node)
      yield { json: written.json, data, place, part }
    }
  }
}

/** JSON that is given to a function which writes that parameter into a script as it is: `page(html, JSON.stringify(state))`. */
function* givenToPage(project: Project, module: SourceModule): Generator<Written> {
  let asked = 0
  for (const call of nodesOf(module.program, "CallExpression")) {
    const jsons = call.arguments.map((each) => jsonOf(project, module, each))
    if (jsons.every((each) => each === null) || ++asked > MAX_CALLS) continue
    const meaning = meaningOf(project, module, call.callee)
    if (meaning?.kind !== "function") continue
    const scripted = scriptedParameters(project, meaning.module, meaning.node)
    for (const [index, json] of jsons.entries()) {
      const [data] = json?.arguments ?? []
      if (json && data && scripted.has(index) && !isOurs(module, data)) yield { json, data, place: module }
    }
  }
}

/** The parameters, by their place, that a function writes into a script with nothing done to them. */
function scriptedParameters(project: Project, module: SourceModule, node: FunctionNode): ReadonlySet<number> {
  const scripted = new Set<number>()
  if (!project.mentions(module.path, /<script\b/i)) return scripted
  for (const part of insideScripts(module)) {
    const inner = bare(part)
    if (inner.type !== "Identifier" || inner.start < node.start || inner.end > node.end) continue
    const binding = module.bindings.resolve(inner)
    if (binding?.kind !== "parameter" || binding.declaration !== node || binding.assigned.length > 0) continue
    const index = node.params.findIndex((each) => each === binding.identifier)
    if (index !== -1) scripted.add(index)
  }
  return scripted
}

interface ReturnedJson {
  readonly json: Call
  /** The parameter it writes, by its place. */
  readonly index: number
}

/** The JSON of a parameter that a function gives back with `<` in it. */
function returnedJson(project: Project, module: SourceModule, node: FunctionNode): ReturnedJson | null {
  const { body } = node
  const last = body?.type === "BlockStatement" ? body.body.at(-1) : null
  const given = last?.type === "ReturnStatement" ? last.argument : body?.type === "BlockStatement" ? null : body
  const json = given ? jsonOf(project, module, given) : null
  const data = json?.arguments[0] ? withoutFallback(json.arguments[0]) : null
  const index = data?.type === "Identifier" ? node.params.findIndex((each) => each.type === "Identifier" && each.name === data.name) : -1
  return json && index !== -1 ? { json, index } : null
}

/** What `value ?? null`, `value || {}` and `value === undefined ? null : value` give unless it is missing. */
function withoutFallback(node: Node): Node {
  let inner = bare(node)
  for (let step = 0; step < MAX_CHAIN; step++) {
    if (inner.type === "LogicalExpression" && inner.operator !== "&&") inner = bare(inner.left)
    else if (inner.type === "ConditionalExpression" && isFixed(inner.consequent)) inner = bare(inner.alternate)
    else if (inner.type === "ConditionalExpression" && isFixed(inner.alternate)) inner = bare(inner.consequent)
    else break
  }
  return inner
}

function isFixed(node: Node): boolean {
  const inner = bare(node)
  return inner.type === "Literal" || (inner.type === "Identifier" && inner.name === "undefined")
}

/** What stands between `<script>` and its end in a text that is put together. */
function* insideScripts(module: SourceModule): Generator<Node> {
  for (const node of nodesOf(module.program, "TemplateLiteral", "BinaryExpression")) {
    if (node.type === "BinaryExpression" && (node.operator !== "+" || node.parent?.type === "BinaryExpression")) continue
    let before = ""
    for (const part of partsOf(node)) {
      if (typeof part === "string") {
        before = (before + part).slice(-MAX_TEXT)
        continue
      }
      if (isOpen(before)) yield part
      before += " "
    }
  }
}

function partsOf(node: Node): readonly (string | Node)[] {
  if (node.type !== "TemplateLiteral") return summandsOf(node)
  return node.quasis.flatMap((quasi, index) => {
    const expression = node.expressions[index]
    return [quasi.value.raw, ...(expression ? [expression] : [])]
  })
}

function isOpen(before: string): boolean {
  const text = before.toLowerCase()
  const tag = text.lastIndexOf("<script")
  return tag !== -1 && tag > text.lastIndexOf("</script") && text.includes(">", tag)
}

/** `JSON.stringify(…)`, under a local name too, when nothing that follows it in a chain takes out `<`. */
function jsonOf(project: Project, module: SourceModule, part: Node): Call | null {
  const inner = bare(part)
  const declared = inner.type === "Identifier" ? module.bindings.resolve(inner) : null
  const init = declared?.assigned.length === 0 && declared.declaration.type === "VariableDeclarator" ? declared.declaration.init : null
  let call = init ? bare(init) : inner
  for (let step = 0; step < MAX_CHAIN && call.type === "CallExpression" && leavesLess(module, call); step++)
    call = bare((call.callee as Node & { type: "MemberExpression" }).object)
  return call.type === "CallExpression" && originOf(project, module, call.callee) === "globalThis.JSON.stringify" ? call : null
}

// `.replace(/\u2028/g, "\\u2028")`: what replaces `<`, or the `/` after it, or signs that are not told, ends the search.
function leavesLess(module: SourceModule, { callee, arguments: [replaced] }: Call): boolean {
  if (callee.type !== "MemberExpression" || !/^replace(?:All)?$/.test(propertyName(callee) ?? "") || !replaced) return false
  const inner = bare(replaced)
  return inner.type === "Literal" && !/[<^.]|\\\/|\\x3c|\\u003c|\\[WSD]|^["']\/["']$/i.test(module.textOf(inner))
}

function isOurs(module: SourceModule, node: Node, depth = 0): boolean {
  const data = withoutFallback(node)
  if (data.type === "Literal" || data.type === "TemplateLiteral") return true
  if (data.type === "Identifier") {
    const { init } = { init: null, ...module.bindings.resolve(data)?.declaration } as { init: Node | null }
    return (
      OURS.test(data.name) ||
      /^[A-Z][A-Z\d_]{2,}$/.test(data.name) ||
      (init !== null && depth < 3 && /^(?:Object|Member|Call|Chain)Expression$/.test(init.type) && isOurs(module, init, depth + 1))
    )
  }
  // `config.openapi.prefix`, and what is cut from it.
  if (data.type === "MemberExpression")
    return (
      OURS.test(propertyName(data) ?? "") ||
      OURS.test(module.textOf(data).slice(0, 60)) ||
      (depth < MAX_CHAIN && bare(data.object).type !== "CallExpression" && isOurs(module, data.object, depth + 1))
    )
  if (data.type === "CallExpression")
    return (
      depth < MAX_CHAIN &&
      data.callee.type === "MemberExpression" &&
      CUTS.test(propertyName(data.callee) ?? "") &&
      isOurs(module, data.callee.object, depth + 1)
    )
  if (data.type === "ArrayExpression") return data.elements.every((each) => each === null || isOurs(module, each, depth + 1))
  if (data.type !== "ObjectExpression" || depth > 6) return false
  return data.properties.every((each) => each.type === "Property" && isOurs(module, each.value, depth + 1))
}
