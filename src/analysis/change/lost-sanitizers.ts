import type { ChangedFile, Diff } from "../../model/diff.ts"
import { isServerPath } from "../calls/server-path.ts"
import { isTestPath } from "../classify.ts"
import { escapePattern } from "../escape-pattern.ts"
import { ancestors, bare, isFunction, nodesOf, propertyName } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { symbolOf } from "../symbol-at.ts"
import { codeOf } from "./refusal-words.ts"
import { changedModules, counterpartIn, namedAround, packed, withoutBreaks } from "./same-function.ts"
import { codeOfDiff } from "./code-of-diff.ts"

/** A call that made a value harmless before a change, and the function in which the value is used as it comes now. */
export interface LostSanitizer {
  readonly file: ChangedFile
  /** At the base. */
  readonly module: SourceModule
  readonly node: Call
  /** The callee as written: `sanitizeFileName`. */
  readonly callee: string
  /** What it was given, on one line. */
  readonly value: string
  /** The function at the head. */
  readonly now: { readonly module: SourceModule; readonly function: FunctionNode }
  readonly symbol: string
}

type Call = Node & { type: "CallExpression" }

// Functions that are named for making something harmless. `trim`, `normalize` and `format` make it tidy.
const CLEANS =
  /^_?(?:(?:html|html_|deep)?sanit[iy][sz]e\w*|\w{1,30}Saniti[sz]e[rd]?|(?:\w{1,20}_?)?escape(?!d\b)\w*|\w{1,20}Escape|html_?encode|encode(?:Html|HTML|URI|Entities)\w*|purify\w*|(?:clean|strip|remove|filter|omit|drop|redact|mask|hide|neutrali[sz]e)_?(?:Html|HTML|Tags?|Scripts?|Path|Url|URL|File_?[nN]ame|User(?:Input)?|Input|Sensitive|Secrets?|Private|Protected|Internal|Dangerous|Unsafe|Credentials|Password|Token|Formula)\w*|normali[sz]ePath\w*|basename|ssrf\w*|xss\w{0,10}|(?:to|make|get)Safe\w*|neutrali[sz]e\w*|shell_?(?:quote|escape|word|arg)\w*|safe(?:Join|Path|Name|File_?[nN]ame|Html|HTML|Url|URL|Json\w*|String|Key|Value)\w*|redact\w*|quote(?:Identifier|Ident|Literal|Shell|d?Name)\w*|validate\w*(?:Path|Url|URL|Uri|File_?[nN]ame|Html|HTML|Origin|Host|Content|Markup))$/
// Functions that do what another one does, and take care on the way: `safeJoin`, `secureFetch`.
const CAREFUL =
  /^(?:(?:get|make|to|resolve|build)?[sS]afe(?:ly)?|secure|guarded|ssrf)[A-Z]?\w{0,20}(?:path|join|resolve|fetch|request|url|http|axios|html|json|file|name|redirect|command|exec|spawn|query|sql|regexp?|merge|assign|equal|error|message)\w{0,20}$/i
// Text that is spelled this way anywhere in the added lines may do the same.
const COULD_CLEAN =
  /sanit|escap|encod|purif|strip|redact|mask|clean|safe|basename|normali[sz]e|ssrf|xss|quote|replace(?:All)?\(|allow|whitelist|URLSearchParams|searchParams|\bz\.|Joi\.|[sS]chema|valid|parameteri[sz]|prepare|placeholder|[=(,]\s*\?|\$\d/i
const LEAST_SHARED = 8
const MAX_TEXT = 2_000
const MAX_STATEMENT = 1_000
// Of one file; a finding names one of them and counts the others.
const MOST_CALLS = 100

/**
 * Calls that cleaned a value on lines a change takes away, where the value goes the same way without them, and nothing the change adds could
 * clean it elsewhere.
 */
export function lostSanitizers(base: Project, head: Project, diff: Diff): LostSanitizer[] {
  const found: LostSanitizer[] = []
  for (const { file, before: module, after, gone } of changedModules(base, head, diff, isServerPath)) {
    const then = callsIn(module)
    const lost = then.filter(({ node }) => gone.has(module.lineOf(node))).slice(0, MOST_CALLS)
    if (lost.length === 0 || couldClean(codeOfDiff(base, head, diff))) continue
    const left = callsIn(after)
    const nowOf = counterpartIn(module, after)
    const known = new Map<FunctionNode, FunctionNow | null>()
    for (const { node, callee } of lost) {
      const around = namedAround(module, node)
      const value = around === null ? null : valueOf(module, node)
      if (around === null || value === null) continue
      let now = known.get(around)
      if (now === undefined) {
        const same = nowOf(around)
        const cleansLess = same !== null && countIn(left, same) < countIn(then, around)
        known.set(around, (now = cleansLess ? { function: same, code: packed(after.textOf(same)) } : null))
      }
      // `escape(strip(text))` that has become `strip(text)` has lost the other one.
      const isThere = now?.code.includes(packed(module.textOf(node))) ?? false
      const used = now && !isThere ? usedRaw({ module, node, value, around }, now.code) : null
      if (!now || used === null) continue
      found.push({
        file,
        module,
        node,
        callee,
        value: used,
        now: { module: after, function: now.function },
        symbol: symbolOf(module, around),
      })
    }
  }
  return found
}

/** A function that cleans less at the head than it did, with its code without white space. */
interface FunctionNow {
  readonly function: FunctionNode
  readonly code: string
}

interface Cleaning {
  readonly node: Call
  readonly callee: string
}

function callsIn(module: SourceModule): Cleaning[] {
  return nodesOf(module.program, "CallExpression").flatMap((node): Cleaning[] => {
    const callee = bare(node.callee)
    const name = callee.type === "Identifier" ? callee.name : callee.type === "MemberExpression" ? propertyName(callee) : null
    const isCleaning =
      name !== null && (CLEANS.test(name) || CAREFUL.test(name) || (name === "quote" && module.code.includes("shell-quote")))
    // `name.replace(/[^\w.-]/g, "_")`
    if (name !== null && isReplacing(node, name))
      return [
        {
          node,
          callee: withoutBreaks(module.textOf(node))
            .replace(/^[\s\S]*(?=\.replace)/, "")
            .slice(0, 60),
        },
      ]
    // `dispatcher: getSsrfSafeDispatcher()`
    const isFilter = name !== null && /ssrf|safe_?(?:agent|dispatcher|lookup)/i.test(name)
    return isFilter || (isCleaning && node.arguments.length > 0)
      ? [{ node, callee: withoutBreaks(module.textOf(callee)).slice(0, 60) }]
      : []
  })
}

// Leaves only the characters it names, or takes those away that begin something.
function isReplacing({ callee, arguments: [pattern] }: Call, name: string): boolean {
  if ((name !== "replace" && name !== "replaceAll") || callee.type !== "MemberExpression" || pattern?.type !== "Literal") return false
  const regex = "regex" in pattern ? pattern.regex : null
  return regex ? regex.flags.includes("g") && /^\[\^.{2,60}\][+*]?$/.test(regex.pattern) : false
}

function countIn(calls: readonly Cleaning[], { start, end }: FunctionNode): number {
  return calls.filter(({ node }) => start <= node.start && node.end <= end).length
}

// What is written out in the source needs no cleaning.
function valueOf(module: SourceModule, call: Call): string | null {
  const callee = bare(call.callee)
  const isOfText = callee.type === "MemberExpression" && isReplacing(call, propertyName(callee) ?? "")
  const [first = requestAround(call)] = isOfText ? [callee.object] : call.arguments
  const inner = first === undefined ? null : bare(first)
  // `quote([name])` takes a list of words.
  const only = inner?.type === "ArrayExpression" && inner.elements.length === 1 ? (inner.elements[0] ?? null) : inner
  if (only === null || only.type === "SpreadElement" || only.type === "Literal" || isFunction(only)) return null
  const value = module.textOf(only)
  return value.length > MAX_TEXT ? null : value
}

// What a filter without arguments is about is what the call around it asks for: `fetch(address, { dispatcher: safeDispatcher() })`.
function requestAround(call: Call): Call["arguments"][number] | undefined {
  for (const above of ancestors(call))
    if (above.type === "CallExpression" || isFunction(above)) return isFunction(above) ? undefined : above.arguments[0]
  return undefined
}

interface Used {
  readonly module: SourceModule
  readonly node: Call
  readonly value: string
  readonly around: FunctionNode
}

/** What a call was given, when the code around it is in a code without the call; `null` when it is not. */
function usedRaw(used: Used, now: string): string | null {
  if (isSwapped(used, now)) return used.node.arguments.map((each) => used.module.textOf(each)).join(", ")
  return isBare(used, now) ? used.value : null
}

function isBare(used: Used, now: string): boolean {
  const { module, node, value } = used
  const statement = statementOf(node)
  // `name = clean(name)` as a whole.
  const assigned = statement.type === "ExpressionStatement" ? bare(statement.expression) : null
  if (assigned?.type === "AssignmentExpression" && packed(module.textOf(assigned.left)) === packed(value) && bare(assigned.right) === node)
    return !now.includes(packed(module.textOf(assigned))) && isReadBehind(used, statement, now)
  if (codeAround(used, statement).some((line) => line.length >= LEAST_SHARED && now.includes(line))) return true
  return isBareUnderItsName(used, statement, now) || isOptionGone(used, now)
}

function statementOf(node: Node): Node {
  for (const above of ancestors(node)) if (/(?:Statement|Declaration)$/.test(above.type)) return above
  return node
}

// `getSafeFilePath(folder, key)` that has become `path.join(folder, key)`.
function isSwapped({ module, node }: Used, now: string): boolean {
  const callee = bare(node.callee)
  const name = callee.type === "Identifier" ? callee.name : callee.type === "MemberExpression" ? (propertyName(callee) ?? "") : ""
  if (!CAREFUL.test(name)) return false
  const outer = wholeOf(node)
  const before = packed(module.code.slice(module.lines.startOf(module.lines.lineAt(outer.start)), outer.start))
  const given = packed(module.code.slice(node.callee.end, node.end))
  if (before.length + given.length < LEAST_SHARED || given.length < 4) return false
  const other = new RegExp(`${escapePattern(before)}(?:await)?(?:[\\w$]{1,40}\\.)?([\\w$]{1,40})${escapePattern(given)}`).exec(now)
  return other !== null && !CAREFUL.test(other[1] ?? "") && !CLEANS.test(other[1] ?? "")
}

/** What a value may stand in place of, and how it may be written there. */
function replacementsOf(node: Call, value: string, text: string): { readonly start: number; readonly end: number; readonly by: string }[] {
  const whole = wholeOf(node)
  const choice = whole.parent?.type === "ConditionalExpression" ? whole.parent : null
  const other = choice?.consequent === whole ? choice.alternate : choice?.alternate === whole ? choice.consequent : null
  // In a text the quotes that a cleaner puts around the value are written out: `rm "${name}"` for `rm ${quote(name)}`.
  const isInText = whole.parent?.type === "TemplateLiteral"
  const inQuotes = ['"', "'"].map((quote) => ({ start: whole.start - 2, end: whole.end + 1, by: `${quote}\${${value}}${quote}` }))
  return [
    { start: node.start, end: node.end, by: value },
    { start: whole.start, end: whole.end, by: value },
    ...(choice && other ? [{ start: choice.start, end: choice.end, by: text.slice(other.start, other.end) }] : []),
    ...(isInText ? inQuotes : []),
  ]
}

// With what only says what type it is, or waits for it.
function wholeOf(node: Node): Node {
  let whole = node
  while (/^(?:TS\w*Expression|ParenthesizedExpression|AwaitExpression)$/.test(whole.parent?.type ?? "")) whole = whole.parent as Node
  return whole
}

/** The lines and the statement a call is in, with its argument in its place and without white space; also as the short form of a property. */
function codeAround({ module: { text, lines }, node, value }: Used, statement: Node): string[] {
  const inLines = [lines.startOf(lines.lineAt(node.start)), lines.endOf(lines.lineAt(Math.max(node.start, node.end - 1)))] as const
  const isShort = statement.end - statement.start < MAX_STATEMENT
  const codes = [inLines, ...(isShort ? [[statement.start, statement.end] as const] : [])].flatMap(([from, to]) =>
    replacementsOf(node, value, text).flatMap(({ start, end, by }) =>
      start < from || end > to ? [] : [text.slice(from, start) + by + text.slice(end, to)],
    ),
  )
  const asProperty = new RegExp(`\\b(${escapePattern(value)})\\s*:\\s*${escapePattern(value)}(?=\\s*[,}])`)
  return [...new Set(codes.flatMap((code) => [packed(code), packed(code.replace(asProperty, "$1"))]))]
}

function nameGivenTo(node: Call, statement: Node): string | null {
  const target =
    statement.type === "VariableDeclaration"
      ? statement.declarations.find(({ init }) => init && bare(init) === node)?.id
      : statement.type === "ExpressionStatement" &&
          statement.expression.type === "AssignmentExpression" &&
          bare(statement.expression.right) === node
        ? statement.expression.left
        : null
  return target?.type === "Identifier" ? target.name : null
}

// `const clean = sanitize(name)` and `write(clean)` that has become `write(name)`.
function isBareUnderItsName({ module, node, value, around }: Used, statement: Node, now: string): boolean {
  const name = nameGivenTo(node, statement)
  if (name === null) return false
  const uses = new RegExp(`(?<![\\w$.])${escapePattern(name)}(?![\\w$])`, "g")
  return module
    .textOf(around)
    .slice(statement.end - around.start)
    .split("\n")
    .some((line) => {
      // Whether a comma follows at the end depends on what comes behind it.
      const raw = packed(line.replace(uses, () => value)).replace(/,$/, "")
      return raw !== packed(line).replace(/,$/, "") && raw.length >= LEAST_SHARED && now.includes(raw)
    })
}

// `httpAgent: ssrfFilter(url)` among other options that are still given.
function isOptionGone({ module, node }: Used, now: string): boolean {
  const path = [...ancestors(node)]
  const at = path.findIndex((each) => each.type === "ObjectExpression")
  const property = path[at - 1]
  const object = path[at]
  const isSpread = property?.type === "SpreadElement"
  if (
    (property?.type !== "Property" && !isSpread) ||
    object?.type !== "ObjectExpression" ||
    !/ssrf|filter|sanit|escap/i.test(module.textOf(node.callee))
  )
    return false
  const key = isSpread ? packed(module.textOf(property)) : propertyName(property)
  const others = object.properties.filter((each) => each !== property && each.type === "Property" && propertyName(each) !== key)
  return (
    key !== null &&
    !now.includes(isSpread ? key : `${key}:`) &&
    others.some((each) => {
      const written = packed(module.textOf(each))
      return written.length >= LEAST_SHARED && now.includes(written)
    })
  )
}

function isReadBehind({ module, value, around }: Used, statement: Node, now: string): boolean {
  return module
    .textOf(around)
    .slice(statement.end - around.start)
    .split("\n")
    .some((line) => line.includes(value) && packed(line).length >= LEAST_SHARED && now.includes(packed(line)))
}

const known = new WeakMap<Diff, boolean>()

function couldClean(diff: Diff): boolean {
  let could = known.get(diff)
  if (could === undefined) {
    could = diff.files.some(({ path, hunks }) => {
      if (isTestPath(path) || !/\.[cm]?[jt]sx?$/.test(path)) return false
      const lines = hunks.flatMap((hunk) => hunk.lines)
      const before = new Set(lines.flatMap(({ kind, text }) => (kind === "deleted" ? words(text) : [])))
      return lines.some(({ kind, text }) => kind === "added" && words(text).some((word) => !before.has(word)))
    })
    known.set(diff, could)
  }
  return could
}

// Identifiers that could clean; those that stood on the lines before are not new.
function words(line: string): string[] {
  return (codeOf(line).match(/[\w$]{2,}\(?|[=(,]\s*\?|\$\d/g) ?? []).filter((word) => COULD_CLEAN.test(word))
}
