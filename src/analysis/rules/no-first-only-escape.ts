import { chainOf, targetOf, topOf, valueOf } from "../calls/cleaning-chain.ts"
import type { Chain } from "../calls/cleaning-chain.ts"
import { isEscape, replacedEverywhere, replaceOnce } from "../calls/replace-once.ts"
import type { ReplaceOnce } from "../calls/replace-once.ts"
import { isServerPath } from "../calls/server-path.ts"
import { oneLine } from "../flow/wording.ts"
import { defineRule } from "../rule.ts"
import type { Draft, Edit } from "../rule.ts"
import { ancestors, bare, enclosingFunction, functionName, isFunction, nodesOf, propertyName, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { Binding } from "../source/bindings.ts"
import type { SourceModule } from "../source/module.ts"
import { usesOf } from "../source/uses-of.ts"

/** Everything that is done to one value: a chain of calls, or several one after the other under one name. */
interface Cleaning {
  /** What is cleaned, before the first `replace`. */
  readonly value: Node
  readonly found: readonly ReplaceOnce[]
  readonly intoPattern: boolean
}

const CLEANS = /saniti[sz]|escap|safe|secur|purif/i
const ONE_LINE = /(?:one|single)_?line|(?:strip|remove|no|without)_?(?:line_?breaks?|new_?lines?|crlf)/i
const REASON = /(?:\/\/|\/\*|^\s*\*).*(?:saniti[sz]|secur|travers|inject|xss|prevent|malicious|attack)/i
const SENT =
  /(?:^|[^\w.])(?:req|request|ctx|context)(?:\??\.request)?\??\.(?:body|query|params|headers|url|path|files?)\b|originalname|user_?input/i
const FILE_NAME = /(?:file_?(?:name|id)|upload\w*|slug)$/i
const OPENS = /\b(?:join|resolve|sendFile|download|readFile\w*|writeFile\w*|create(?:Read|Write)Stream|unlink\w*|rm|stat\w*)\(/
// A file of the machine, a version, a type of a file, a character: what has one of these signs at most, or is nobody's to choose.
const OWN = /^(?:os\.|process\.(?:versions?|platform|arch|cwd)\b|__dirname|__filename|import\.meta\.|(?:path\.)?(?:sep|delimiter)$)/
const ENDING = /(?:(?:^|[^a-zA-Z])ext|Ext|EXT)(?:ension|name)?s?(?:\(.*)?$/
const SINGLE =
  /(?:^|\.)(?:c|ch|chr|char|character|letter|sign|symbol|match|m|_)$|^(?:input|text|str|string|src|source|s|line|word)\[|charAt\(/i
const MEDIA = /mime|accept|content_?type|media_?type/i
const NAMES = /(?:name|id|key|symbol|ident\w*|var\w*|home\w*)$/i
const PACKAGES = /(?:name|package\w*|pkg\w*|module|dep(?:endency)?|spec(?:ifier)?)$/i
const WITH_MEANING = /[.*$\\|()[\]{}^]$/
const MAX_DEPTH = 8
// Each is held against every call of its file.
const MOST_CALLS = 200

export const noFirstOnlyEscape = defineRule({
  kind: "source",
  id: "no-first-only-escape",
  section: "security",
  practice: "security",
  severity: "medium",
  confidence: "medium",
  title: "Only the first of the characters is escaped",
  why: "`replace` changes one occurrence when it is given a text, or a pattern without the flag `g`. A test with one quote passes, and the second quote of whoever tries two ends the text it stands in.",
  fix: "Use `replaceAll`, or a pattern with the flag `g`.",
  cwe: ["CWE-116", "CWE-20"],
  yieldsTo: ["no-sql-injection", "no-command-injection", "no-path-traversal"],
  needs: { path: "server", text: [/\.replace\(\s*(?:["'`/]|\w+,\s*\w+\))/] },
  *check({ module }) {
    if (!isServerPath(module.path)) return
    for (const cleaning of cleaningsIn(module)) yield describe(module, cleaning)
    yield* fromTables(module)
  },
})

// `for (const [sign, entity] of ENTITIES) text = text.replace(sign, entity)`
function* fromTables(module: SourceModule): Generator<Draft> {
  let asked = 0
  for (const call of nodesOf(module.program, "CallExpression")) {
    const [from, to, ...others] = call.arguments
    if (propertyName(call.callee) !== "replace" || from?.type !== "Identifier" || to?.type !== "Identifier" || others.length > 0) continue
    if (++asked > MOST_CALLS) return
    const sign = tableOf(module, call, [from.name, to.name])?.find(([each, by]) => isEscape(each, by))
    if (!sign) continue
    yield {
      at: call.callee.type === "MemberExpression" ? { start: call.callee.property.start, end: call.end } : call,
      title: `Only the first of each sign is replaced, \`${sign[0].replaceAll("`", "'")}\` among them`,
      message: `Every further \`${sign[0].replaceAll("`", "'")}\` goes through unescaped: \`replace\` changes the first only when it is given a text, as \`${from.name}\` is.`,
      fix: "Use `replaceAll`.",
    }
  }
}

/** The pairs of texts that a callback or a loop goes through under these two names; `null` where they are not written down. */
function tableOf(module: SourceModule, call: Node, names: readonly [string, string]): readonly (readonly [string, string])[] | null {
  for (const above of ancestors(call)) {
    const loop = above.type === "ForOfStatement" ? above : null
    const declared = loop?.left.type === "VariableDeclaration" ? loop.left.declarations.map(({ id }) => id) : []
    const patterns: readonly Node[] = isFunction(above) ? above.params : declared
    const isMeant = patterns.some(
      (each) =>
        each.type === "ArrayPattern" &&
        each.elements.length === 2 &&
        each.elements.every((element, index) => element?.type === "Identifier" && element.name === names[index]),
    )
    if (!isMeant) continue
    const walked = isFunction(above) && above.parent?.type === "CallExpression" ? above.parent.callee : null
    const list = loop ? loop.right : walked?.type === "MemberExpression" ? walked.object : null
    const rows = list ? bare(list) : null
    const declaration = rows?.type === "Identifier" ? module.bindings.resolve(rows)?.declaration : null
    const table = declaration?.type === "VariableDeclarator" && declaration.init ? bare(declaration.init) : rows
    if (table?.type !== "ArrayExpression") return null
    return table.elements.flatMap((row): [string, string][] => {
      const pair = row?.type === "ArrayExpression" ? row.elements.map((each) => stringOf(each)) : []
      const [sign, by] = pair
      return typeof sign === "string" && typeof by === "string" ? [[sign, by]] : []
    })
  }
  return null
}

function* cleaningsIn(module: SourceModule): Generator<Cleaning> {
  const groups = new Map<string, { readonly chain: Chain; readonly found: ReplaceOnce[]; intoPattern: boolean }>()
  const done = new Set<string>()
  let asked = 0
  for (const call of nodesOf(module.program, "CallExpression")) {
    const once = asked < MOST_CALLS ? replaceOnce(call) : null
    if (!once) continue
    asked++
    const chain = chainOf(module, call)
    const key = chain.target === null ? `${chain.top.start}` : `${enclosingFunction(call)?.start}:${chain.target}`
    if (isDoneForAll(module, chain, once)) {
      done.add(`${key} ${once.sign}`)
      continue
    }
    const isPart = reachesPattern(module, chain.top)
    const intoPattern = isPart && (once.isClass || WITH_MEANING.test(once.sign))
    // A pattern reads `\/` and `\"` as it reads them without the backslash.
    if (isPart && !intoPattern && once.by === `\\${once.sign}`) continue
    if (holdsOne(module, chain.value, once.sign) || !isMeantForAll(module, chain, once, intoPattern)) continue
    const group = groups.get(key)
    if (group) {
      group.found.push(once)
      group.intoPattern ||= intoPattern
    } else groups.set(key, { chain, found: [once], intoPattern })
  }
  for (const [key, { chain, found, intoPattern }] of groups) {
    // Twice the same means two of them.
    const left = found.filter(({ sign }) => found.filter((each) => each.sign === sign).length === 1 && !done.has(`${key} ${sign}`))
    if (left.length > 0) yield { value: chain.value, found: left.toSorted((a, b) => a.call.end - b.call.end), intoPattern }
  }
}

/** Whether none of these is left in the end: a later step takes them all, the call is repeated, or somebody counted them. */
function isDoneForAll(module: SourceModule, { calls, value, target, top }: Chain, { call, sign, kind }: ReplaceOnce): boolean {
  const owner = enclosingFunction(call)
  const code = module.textOf(value)
  const others = nodesOf(module.program, "CallExpression").filter(
    (each) =>
      propertyName(each.callee)?.startsWith("replace") === true &&
      enclosingFunction(each) === owner &&
      (each.start > call.end ? module.textOf(valueOf(each)) === target : each.end < call.start && targetOf(module, topOf(each)) === code),
  )
  for (const each of [...calls, ...others]) {
    const by = replacedEverywhere(each, sign)
    if (by !== null && (each.end > call.end || !by.includes(sign)) && !by.includes("$&")) return true
  }
  const own = owner === null ? null : functionName(owner)
  for (const above of ancestors(call)) {
    if (above === owner) break
    if (above.type === "CallExpression" && own !== null && module.textOf(above.callee).split(".").at(-1) === own) return true
    if (/^(?:While|DoWhile|For|ForOf|ForIn)Statement$/.test(above.type) && target !== null && isDeclaredBefore(module, above, top))
      return true
  }
  return owner !== null && isCounted(module, owner, sign, kind === "removal" || kind === "parents")
}

// `list.split("*").length`, `text.lastIndexOf("*")`; for what is taken away also `if (id.startsWith("<")) id = id.replace("<", "")`.
function isCounted(module: SourceModule, owner: Node, sign: string, isRemoval: boolean): boolean {
  const isWithin = (node: Node) => node.start >= owner.start && node.end <= owner.end
  for (const node of nodesOf(module.program, "CallExpression")) {
    const method = isWithin(node) && stringOf(node.arguments[0]) === sign ? propertyName(node.callee) : null
    if (method === "lastIndexOf" || (isRemoval && (method === "startsWith" || method === "endsWith"))) return true
    if (method === "split" && node.parent && propertyName(node.parent) === "length") return true
  }
  return (
    isRemoval &&
    nodesOf(module.program, "BinaryExpression").some(
      (node) => isWithin(node) && stringOf(node.right) === sign && /(?:\[0\]|charAt\(0\)|\.at\(-?\d\))$/.test(module.textOf(node.left)),
    )
  )
}

// `while (path.includes("..")) path = path.replace("..", "")`
function isDeclaredBefore(module: SourceModule, loop: Node, top: Node): boolean {
  const assignment = [...ancestors(top)].find((each) => each.type === "AssignmentExpression")
  if (assignment?.type !== "AssignmentExpression") return false
  const binding = module.bindings.resolve(bare(assignment.left))
  return binding !== null && (binding.identifier.start < loop.start || binding.identifier.start >= loop.end)
}

/** Whether a value is known to have one of these at most. */
function holdsOne(module: SourceModule, value: Node, sign: string): boolean {
  const texts = writtenTexts(module, value)
  if (texts !== null) return texts.every((each) => each.split(sign).length <= 2)
  const code = module.textOf(value).replace(/\s+/g, "")
  if (OWN.test(code) || SINGLE.test(code) || isMatch(module, value)) return true
  if (code.includes(`split(${JSON.stringify(sign)})`) || code.includes(`split('${sign}')`)) return true
  if (sign === ".")
    return ENDING.test(code) || /^["'`]\.(?:["'`]\+|\$\{)|\.(?:toFixed|toPrecision|toISOString)\(|^parse(?:Float|Int)\(/.test(code)
  if (sign === "*") return MEDIA.test(code)
  if (sign === " ") return /authorization$/i.test(code)
  return (sign === "$" && NAMES.test(code)) || (sign === "/" && PACKAGES.test(code))
}

/** The texts a value can be, where they are written down: a constant, or the elements of a list that a callback or a loop goes through. */
function writtenTexts(module: SourceModule, value: Node): readonly string[] | null {
  const whole = stringOf(value)
  if (whole !== null) return [whole]
  const binding = value.type === "Identifier" ? module.bindings.resolve(value) : null
  if (!binding || binding.assigned.length > 0) return null
  const { declaration } = binding
  if (declaration.type === "VariableDeclarator") {
    const loop = declaration.parent?.parent
    if (loop?.type === "ForOfStatement" && loop.left === declaration.parent) return elementsOf(module, loop.right)
    return declaration.init && stringOf(declaration.init) !== null ? [stringOf(declaration.init) ?? ""] : null
  }
  const call = declaration.parent
  if (!isFunction(declaration) || call?.type !== "CallExpression" || call.callee.type !== "MemberExpression") return null
  return call.arguments[0] === declaration && declaration.params[0] === binding.identifier ? elementsOf(module, call.callee.object) : null
}

function elementsOf(module: SourceModule, list: Node): readonly string[] | null {
  const inner = bare(list)
  const declaration = inner.type === "Identifier" ? module.bindings.resolve(inner)?.declaration : null
  const array = declaration?.type === "VariableDeclarator" && declaration.init ? bare(declaration.init) : inner
  if (array.type !== "ArrayExpression") return null
  const texts = array.elements.map((each) => stringOf(each))
  return texts.every((each) => each !== null) ? texts : null
}

// What a pattern found: `text.replace(/<!--.*?-->/g, (found) => found.replace("<", "&lt;"))`
function isMatch(module: SourceModule, value: Node): boolean {
  const declaration = value.type === "Identifier" ? module.bindings.resolve(value)?.declaration : null
  const call = isFunction(declaration) ? declaration.parent : null
  return call?.type === "CallExpression" && call.arguments[1] === declaration && /^replace(?:All)?$/.test(propertyName(call.callee) ?? "")
}

function isMeantForAll(module: SourceModule, chain: Chain, { call, sign, kind }: ReplaceOnce, intoPattern: boolean): boolean {
  if (kind === "escape" || kind === "wildcard" || sign === "\0") return true
  if (intoPattern) return false
  const code = module.textOf(chain.value)
  const owner = enclosingFunction(call)
  const line = module.lineOf({ start: call.end - 1 })
  const around = module.text.slice(module.lines.startOf(Math.max(1, line - 1)), module.lines.endOf(line))
  const names = [chain.target ?? "", (owner && functionName(owner)) ?? ""]
  // The one line break at the end of what a program wrote is taken off this way as well.
  if (/[\r\n]/.test(sign)) return names.some((each) => ONE_LINE.test(each) || CLEANS.test(each))
  const isCleaned = SENT.test(code) || names.some((each) => CLEANS.test(each)) || around.split("\n").some((each) => REASON.test(each))
  if (kind === "parents") return isCleaned || (FILE_NAME.test(code) && owner !== null && OPENS.test(module.textOf(owner)))
  if (isCleaned) return true
  // Both kinds of quotes, one after the other.
  const removed = chain.calls.flatMap((each) => replaceOnce(each) ?? []).filter((each) => each.kind === "removal")
  return ["'", '"'].every((quote) => removed.filter((each) => each.sign === quote).length === 1)
}

/** Whether an expression becomes the text of a `new RegExp`, directly, as a part of it, or by way of a name. */
function reachesPattern(module: SourceModule, expression: Node, seen = new Set<Binding>(), depth = 0): boolean {
  if (depth > MAX_DEPTH) return false
  const up = expression.parent
  if (!up) return false
  const further = (node: Node) => reachesPattern(module, node, seen, depth + 1)
  switch (up.type) {
    case "NewExpression":
    case "CallExpression":
      return up.callee.type === "Identifier" && up.callee.name === "RegExp" && up.arguments[0] === expression
    case "BinaryExpression":
      return up.operator === "+" && further(up)
    case "ConditionalExpression":
      return up.test !== expression && further(up)
    case "MemberExpression":
      return up.object === expression && up.parent?.type === "CallExpression" && up.parent.callee === up && further(up.parent)
    // `names.map((name) => name.replace(…)).join("|")`
    case "ArrowFunctionExpression":
      return (
        up.body === expression && up.parent?.type === "CallExpression" && propertyName(up.parent.callee) === "map" && further(up.parent)
      )
    case "VariableDeclarator":
    case "AssignmentExpression": {
      const name = up.type === "VariableDeclarator" ? up.id : up.left
      const binding = name.type === "Identifier" ? module.bindings.resolve(name) : null
      const owner = enclosingFunction(up)
      if (!binding || expression === name || seen.has(binding)) return false
      seen.add(binding)
      return usesOf(module, binding, owner ?? module.program)
        .filter((each) => each.start > up.end)
        .slice(0, 20)
        .some(further)
    }
    case "LogicalExpression":
    case "TemplateLiteral":
      return further(up)
    default:
      return bare(up) !== up && further(up)
  }
}

function describe(module: SourceModule, { value, found, intoPattern }: Cleaning): Draft {
  const [first] = found as [ReplaceOnce, ...ReplaceOnce[]]
  const { callee, end } = first.call
  const code = oneLine(module.textOf(value))
  const parents = found.find((each) => each.kind === "parents")
  const isRemoved = found.every((each) => each.kind === "removal" || each.kind === "parents")
  const further = `further ${listed(found.map(signOf), "or")} in \`${code}\``
  const why = `\`replace\` changes the first only when it is given ${givenTo(found)}`
  const edits = parents ? [] : editsOf(module, found)
  const isSql = found.some(({ sign, by }) => sign === "'" && by === "''")
  return {
    at: callee.type === "MemberExpression" ? { start: callee.property.start, end } : first.call,
    title: `Only the first ${listed(found.map(signOf), "and")} of \`${code}\` ${found.length > 1 ? "are" : "is"} ${isRemoved ? "taken away" : "replaced"}`,
    message: parents
      ? `\`${code}\` with two ${signOf(parents)} in it still leads out of its folder: ${why}.`
      : intoPattern
        ? `The pattern matches texts that were not meant, or misses some that were: every ${further} gets into \`new RegExp\` as it is, because ${why}.`
        : `Every ${further} ${found.every((each) => each.kind === "escape") ? "goes through unescaped" : "stays as it is"}: ${why}.`,
    ...(found.every(({ kind, sign }) => kind === "removal" && sign !== "\0") && !SENT.test(code) ? { severity: "low" as const } : {}),
    fix: parents
      ? "Ask where the path leads: `path.resolve(folder, name)` has to begin with the folder and a `/`."
      : `${found.every((each) => each.isPattern) ? "Give the pattern the flag `g`" : "Use `replaceAll`"}${isSql ? "; a statement of SQL rather takes the value as a parameter" : ""}.`,
    ...(edits.length > 0 ? { edits } : {}),
  }
}

function editsOf(module: SourceModule, found: readonly ReplaceOnce[]): readonly Edit[] {
  // A later step would change what an earlier one has put there: `.replace("*", ".*").replace(".", "\\.")`.
  const isMixed = found.some(({ sign, isClass }, index) => !isClass && found.slice(0, index).some((each) => each.by?.includes(sign)))
  if (isMixed) return []
  return found.flatMap(({ call, isPattern }) => {
    const [pattern] = call.arguments
    if (call.callee.type !== "MemberExpression" || !pattern) return []
    const { property } = call.callee
    const { end } = bare(pattern)
    if (isPattern) return [{ start: end, end, text: "g" }]
    return module.textOf(property) === "replace" ? [{ start: property.start, end: property.end, text: "replaceAll" }] : []
  })
}

function signOf({ sign, isClass }: ReplaceOnce): string {
  if (isClass) return `character of \`${oneLine(sign)}\``
  if (sign === "`") return "backtick"
  if (sign === " ") return "space"
  return `\`${sign.replace(/[\n\r\t\0]/g, (each) => ({ "\n": "\\n", "\r": "\\r", "\t": "\\t" })[each] ?? "\\0")}\``
}

function givenTo(found: readonly ReplaceOnce[]): string {
  const isPattern = found.some((each) => each.isPattern)
  const isText = found.some((each) => !each.isPattern)
  return isPattern && isText ? "a text, or a pattern without `g`" : isPattern ? "a pattern without `g`" : "a text"
}

function listed(all: readonly string[], word: string): string {
  const head = all.slice(0, -1).join(", ")
  return head === "" ? (all[0] ?? "") : `${head} ${word} ${all.at(-1)}`
}
