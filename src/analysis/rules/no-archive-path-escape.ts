import semver from "semver"
import { extractors } from "../models/archives.ts"
import { oneLine } from "../flow/wording.ts"
import { defineRule } from "../rule.ts"
import { isServerPath } from "../calls/server-path.ts"
import {
  ancestors,
  bare,
  descendants,
  enclosingFunction,
  isFunction,
  nodesOf,
  ownNodes,
  propertyName,
  propertyOf,
  stringOf,
} from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { Binding } from "../source/bindings.ts"
import { installedVersion } from "../source/installed-version.ts"
import { meaningOf, originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

const ARCHIVES =
  /^(?:unzipper|unzip|unzip-stream|yauzl|yauzl-promise|adm-zip|jszip|tar|tar-stream|tar-fs|fstream|node-stream-zip|@zip\.js\/zip\.js|fflate|decompress)(?:\/|$)/
const NAMES: Readonly<Record<string, RegExp>> = {
  path: /^(?:entry|file|header|item)$/i,
  fileName: /^(?:entry|file|header|item)$/i,
  filename: /^(?:entry|file|header|item)$/i,
  entryName: /./,
  name: /^(?:entry|zipEntry|header|zipObject)$/i,
  linkname: /^(?:entry|header|item)$/i,
}
// What leaves a name as it is, or puts it into order.
const KEEPS = /^(?:path\.(?:(?:posix|win32)\.)?(?:join|resolve|normalize)|globalThis\.String)$/
const SPELLS = /^(?:toString|toLowerCase|toUpperCase|normalize|trim|trimEnd)$/
const MAX_NODES = 400
const MAX_ASKED = 50
const EXTRACTS = /^(?:extract\w*|x|Extract|decompress|unzip)$/
const WRITES =
  /^fs\.(?:createWriteStream|writeFile(?:Sync)?|outputFile(?:Sync)?|mkdir(?:Sync)?|ensureDir(?:Sync)?|appendFile(?:Sync)?)$|^(?:fs-extra|graceful-fs|fs\/promises|fs\.promises)\.\w+$/
// That a name does not begin with `..` says nothing of `a/../../b`, unless it was put into order before.
const CHECK =
  /startsWith\((?!\s*["'`]\.\.)|normalize\([\s\S]*startsWith\(|\.indexOf\(\s*[\w.]+\s*\)\s*(?:[!=]==?\s*0|<)|indexOf\(\s*["'`]\.\.|includes\(\s*["'`]\.\.|\bbasename\(|(?<!\.push\(\s{0,9}(?:path\.)?)\brelative\(|\.normalize\([^)]*\)\.replace|isInside|isPathInside|safeJoin|sanitize|validateFileName/

export const noArchivePathEscape = defineRule({
  kind: "source",
  id: "no-archive-path-escape",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "high",
  title: "A name inside an archive chooses where a file is written",
  why: "An archive may name its entries `../../etc/cron.d/job`, and joining the name to a folder follows it out of the folder. Whoever can upload an archive then replaces files of the service and runs code.",
  fix: "Resolve the path and refuse the entry unless it lies below the intended folder.",
  cwe: ["CWE-22"],
  needs: {
    path: "server",
    words: ["unzipper", "unzip", "yauzl", "adm zip", "jszip", "tar", "fstream", "node stream zip", "zip js", "fflate", "decompress"],
  },
  *check({ project, module }) {
    if (!isServerPath(module.path) || !module.imports.some(({ specifier }) => ARCHIVES.test(specifier))) return
    for (const node of nodesOf(module.program, "CallExpression", "NewExpression")) {
      const old = oldExtractor(project, module, node)
      if (old) {
        const call = module.textOf(node.callee)
        yield {
          at: node,
          title: `\`${call}\` of ${old.name} ${old.version} writes outside the folder it is given`,
          message: `An entry called \`../../app.js\` leaves the folder: ${old.name} ${old.version} follows the names in the archive as its maker wrote them.`,
          fix: `Update ${old.name}; later versions refuse names that lead out of the folder.`,
        }
        continue
      }
      const link = linkIn(project, module, node)
      if (link) {
        const code = module.textOf(link)
        yield {
          at: node,
          title: `\`${code}\` of an archive chooses what a link leads to`,
          message: `An archive with a link to \`/etc\` and an entry below it writes outside the folder, or hands out what the link leads to: the names are looked at, \`${code}\` is not.`,
          fix: `Leave links out, or resolve \`${code}\` against the folder of the link and refuse what leaves the target folder.`,
        }
        continue
      }
      const target = targetOf(project, module, node)
      const found = target && entryNameIn(project, module, target, 0, { left: MAX_NODES })
      if (!found || isChecked(module, node) || isRefusedByReader(module) || isForLater(project, module, node)) continue
      const code = module.textOf(found.name)
      const check = checkOf(project, module, node, found)
      if (check?.isOfResult) continue
      yield {
        at: node,
        title: `\`${code}\` of an archive chooses where \`${module.textOf(node.callee)}\` writes`,
        message: check
          ? `\`${check.code}\` looks at the name before it is changed: one that passes, such as \`a/../../app.js\` with a folder to strip, leads out of the folder afterwards.`
          : `An entry called \`../../app.js\` leaves the folder: \`${code}\` comes out of the archive as its maker wrote it, and nothing keeps the joined path inside.`,
        fix: `Compare first: \`const target = path.resolve(folder, ${code})\` and skip the entry unless \`target.startsWith(folder + path.sep)\`.`,
      }
    }
  },
})

/** The package and version, where a call writes a whole archive and the version does not look at the names. */
function oldExtractor(project: Project, module: SourceModule, node: Node & { type: "CallExpression" | "NewExpression" }) {
  const name = node.callee.type === "MemberExpression" ? propertyName(node.callee) : module.textOf(node.callee).slice(0, 40)
  if (name === null || !EXTRACTS.test(name)) return null
  const origin = originOf(project, module, node.callee)
  const extractor = extractors.find((each) => each.call === origin)
  const version = extractor ? installedVersion(project, module.path, extractor.package) : null
  return extractor && version !== null && semver.satisfies(version, extractor.vulnerable) ? { name: extractor.package, version } : null
}

/** The path a call writes to: the first argument of `fs`, the `path` of fstream's writer, what a link leads to. */
function targetOf(project: Project, module: SourceModule, node: Node & { type: "CallExpression" | "NewExpression" }): Node | null {
  const origin = originOf(project, module, node.callee) ?? ""
  const first = node.arguments[0] ?? null
  if (origin === "fstream.Writer") return propertyOf(first, "path") ?? null
  if (WRITES.test(origin)) return first
  // `const xfs = options.fs || fs`
  const isLink = node.callee.type === "MemberExpression" && /^link(?:Sync)?$/.test(propertyName(node.callee) ?? "")
  return isLink && node.callee.type === "MemberExpression" && /^x?fs$/i.test(module.textOf(node.callee.object)) ? first : null
}

/** What a link of an archive leads to, where it is made without a look at that. */
function linkIn(project: Project, module: SourceModule, node: Node & { type: "CallExpression" | "NewExpression" }): Node | null {
  if (
    !/^(?:fs|fs-extra|graceful-fs|fs\/promises|fs\.promises)\.(?:promises\.)?(?:sym)?link(?:Sync)?$/.test(
      originOf(project, module, node.callee) ?? "",
    )
  )
    return null
  const [first] = node.arguments
  const goal = first && bare(first)
  if (goal?.type !== "MemberExpression" || propertyName(goal) !== "linkname") return null
  const around = enclosingFunction(node)
  const mentions = around
    ? (module
        .textOf(around)
        .slice(0, 20_000)
        .match(/\.linkname\b/g)?.length ?? 0)
    : 2
  return mentions === 1 ? goal : null
}

interface EntryName {
  /** The name of the entry as it is read from the archive. */
  readonly name: Node
  /** What holds the path that is written to, or the part of it that the name became: a look at one of these looks at the result. */
  readonly holders: readonly string[]
}

/** The part of a path that is the name of an archive's entry, through a few variables. */
function entryNameIn(project: Project, module: SourceModule, node: Node, depth: number, budget: { left: number }): EntryName | null {
  const nameAt = (name: Node): EntryName => ({
    name,
    holders: isChangedBelow(project, module, name, node) ? [] : [module.textOf(name)],
  })
  for (const each of descendants(node)) {
    if (--budget.left < 0) return null
    if (each.type === "MemberExpression" && each.object.type === "Identifier") {
      const owner = NAMES[propertyName(each) ?? ""]
      if (owner && (owner.test(each.object.name) || isEntry(module, each.object))) return nameAt(each)
    }
    // `entry.header.name` of tar-stream
    if (each.type === "MemberExpression" && each.object.type === "MemberExpression" && propertyName(each.object) === "header") {
      if (propertyName(each) === "name" && each.object.object.type === "Identifier") return nameAt(each)
    }
    // Below `/` there is nothing to climb to.
    if (each.type === "CallExpression" && (isRooted(each) || asksPath(project, module, each))) return null
    if (each.type === "CallExpression" && namesEntry(module, each)) return nameAt(each)
    if (each.type !== "Identifier" || depth > 2) continue
    const binding = module.bindings.resolve(each)
    const declaration = binding?.declaration
    if (binding && handsOutName(project, module, binding, depth, budget)) return nameAt(each)
    if (binding && (takesNameOut(module, binding) || isNameOfMap(project, module, binding))) return nameAt(each)
    if (declaration?.type !== "VariableDeclarator" || !declaration.init || binding?.pattern.length !== 0) continue
    const init = bare(declaration.init)
    if (
      init.type !== "CallExpression" &&
      init.type !== "TemplateLiteral" &&
      init.type !== "BinaryExpression" &&
      init.type !== "MemberExpression"
    )
      continue
    const found = entryNameIn(project, module, init, depth + 1, budget)
    if (found) return { name: found.name, holders: [each.name, ...(isChangedBelow(project, module, each, node) ? [] : found.holders)] }
  }
  return null
}

// `strip(name, 1)`, `name.split("/").slice(1).join("/")`: what was asked of the name before is not asked of what is left of it.
function isChangedBelow(project: Project, module: SourceModule, part: Node, whole: Node): boolean {
  let below = part
  for (const above of ancestors(part)) {
    if (below === whole) return false
    below = above
    if (above.type !== "CallExpression" || SPELLS.test(propertyName(above.callee) ?? "")) continue
    if (!KEEPS.test(originOf(project, module, above.callee) ?? "")) return true
  }
  return false
}

interface Check {
  readonly code: string
  /** Whether it is asked of the path or of what the name became. */
  readonly isOfResult: boolean
}

/** The call of a function of the repository that is asked about the path before it is written to, or about the name before that was changed. */
function checkOf(project: Project, module: SourceModule, node: Node, { name, holders }: EntryName): Check | null {
  const code = module.textOf(name)
  const start = functionsAround(node).at(-1)?.start ?? node.start
  let early: Check | null = null
  let asked = 0
  for (const call of nodesOf(module.program, "CallExpression")) {
    if (call.start < start || call.end > node.start) continue
    const given = call.arguments.map((each) => module.textOf(each))
    const isOfResult = given.some((each) => holders.includes(each))
    if ((!isOfResult && !given.includes(code)) || ++asked > MAX_ASKED || !asksPath(project, module, call)) continue
    const check = { code: oneLine(module.textOf(call)), isOfResult }
    if (isOfResult) return check
    early ??= check
  }
  return early
}

// `const { name } = entry.header`, `({ path, type }) => …` of a listener for entries.
function takesNameOut(module: SourceModule, { pattern, declaration, identifier, kind }: Binding): boolean {
  const [taken] = pattern
  const owner = pattern.length === 1 && taken ? NAMES[taken] : undefined
  if (!owner) return false
  if (declaration.type === "VariableDeclarator") {
    const whole = declaration.init ? bare(declaration.init) : null
    if (whole?.type === "MemberExpression") return owner.test(propertyName(whole) ?? "")
    return whole?.type === "Identifier" && (owner.test(whole.name) || isEntry(module, whole))
  }
  const call = kind === "parameter" && isFunction(declaration) ? declaration.parent : null
  const isFirst = isFunction(declaration) && declaration.params[0] === identifier.parent?.parent
  return isFirst && call?.type === "CallExpression" && stringOf(call.arguments[0]) === "entry"
}

/** Whether a loop takes the name out of what a generator of the repository hands out: `for await (const { name } of filesIn(extract))`. */
function handsOutName(
  project: Project,
  module: SourceModule,
  { pattern, declaration }: Binding,
  depth: number,
  budget: { left: number },
): boolean {
  const loop = declaration.type === "VariableDeclarator" ? declaration.parent?.parent : null
  const [taken] = pattern
  if (loop?.type !== "ForOfStatement" || loop.left !== declaration.parent || pattern.length > 1) return false
  const list = bare(loop.right)
  const made = list.type === "CallExpression" ? meaningOf(project, module, list.callee) : null
  if (made?.kind !== "function" || !made.node.generator || !made.node.body) return false
  if (CHECK.test(made.module.namesOf(made.node).slice(0, 10_000))) return false
  for (const each of ownNodes(made.node.body)) {
    if (each.type !== "YieldExpression" || !each.argument) continue
    const handed = typeof taken === "string" ? propertyOf(each.argument, taken) : each.argument
    if (handed && entryNameIn(project, made.module, handed, depth + 1, budget)) return true
  }
  return false
}

// jszip and fflate give an object whose keys are the names: `Object.keys(zip.files)`, `Object.entries(unzipSync(data))`, `zip.forEach(…)`.
function isNameOfMap(project: Project, module: SourceModule, { pattern, declaration, identifier, kind }: Binding): boolean {
  if (kind === "parameter" && isFunction(declaration)) {
    const call = declaration.parent
    if (call?.type !== "CallExpression" || call.callee.type !== "MemberExpression") return false
    const first = declaration.params[0]
    if (!first || !isFirstOf(first, identifier, pattern.length)) return false
    const { object } = call.callee
    if (!/^(?:map|forEach|filter|flatMap)$/.test(propertyName(call.callee) ?? "")) return false
    if (pattern.length === 0 && propertyName(call.callee) === "forEach" && JSZIP.test(originOf(project, module, object) ?? "")) return true
    return namesOfMap(project, module, object) === pattern.length
  }
  const loop = declaration.type === "VariableDeclarator" ? declaration.parent?.parent : null
  if (loop?.type !== "ForOfStatement" || declaration.type !== "VariableDeclarator") return false
  if (!isFirstOf(declaration.id, identifier, pattern.length)) return false
  return namesOfMap(project, module, loop.right) === pattern.length
}

// `name`, `[name, file]`
function isFirstOf(target: Node, identifier: Node, depth: number): boolean {
  return depth === 0 ? target === identifier : target.type === "ArrayPattern" && target.elements[0] === identifier
}

const JSZIP = /^jszip(?:\.\w+)?\(\)(?:\.loadAsync\(\))?$/

/** How deep in the elements of a list the names inside an archive are: 0 for a list of them, 1 for pairs; `null` for all other lists. */
function namesOfMap(project: Project, module: SourceModule, list: Node): number | null {
  const call = bare(list)
  if (call.type !== "CallExpression" || !call.arguments[0]) return null
  const origin = originOf(project, module, call.callee)
  const depth = origin === "globalThis.Object.keys" ? 0 : origin === "globalThis.Object.entries" ? 1 : null
  if (depth === null) return null
  const map = bare(call.arguments[0])
  const isOfJszip =
    map.type === "MemberExpression" && propertyName(map) === "files" && JSZIP.test(originOf(project, module, map.object) ?? "")
  return isOfJszip || /^fflate\.unzip(?:Sync)?\(\)$/.test(originOf(project, module, map) ?? "") ? depth : null
}

// `.on("entry", (e) => …)`
function isEntry(module: SourceModule, name: Node & { type: "Identifier" }): boolean {
  const binding = module.bindings.resolve(name)
  const listener = binding?.kind === "parameter" && isFunction(binding.declaration) ? binding.declaration : null
  const call = listener?.params[0] === binding?.identifier ? listener?.parent : null
  return call?.type === "CallExpression" && stringOf(call.arguments[0]) === "entry"
}

// yauzl ends with an error at names that lead out, unless it is told to hand them over as they are.
function isRefusedByReader(module: SourceModule): boolean {
  const readers = module.imports.filter(({ specifier }) => ARCHIVES.test(specifier))
  return (
    readers.every(({ specifier }) => /^yauzl(?:-promise)?$/.test(specifier)) &&
    !/\b(?:decodeStrings|validateFilenames|strictFileNames):\s*false/.test(module.code)
  )
}

// `nameOf(entry)` of this file, which gives the name in another writing.
function namesEntry(module: SourceModule, { callee, arguments: given }: Node & { type: "CallExpression" }): boolean {
  const [first] = given
  if (callee.type !== "Identifier" || first?.type !== "Identifier" || !(/^(?:zip)?entry$/i.test(first.name) || isEntry(module, first)))
    return false
  const called = module.bindings.resolve(callee)?.declaration
  const text = isFunction(called) && called.params.length === 1 ? module.namesOf(called).slice(0, 2_000) : ""
  return /\.(?:fileName|entryName|path)\b/.test(text) && !CHECK.test(text)
}

// `destinationFor(root, name)` of the repository, which refuses what leads out.
function asksPath(project: Project, module: SourceModule, { callee }: Node & { type: "CallExpression" }): boolean {
  const meaning = meaningOf(project, module, callee)
  return meaning?.kind === "function" && CHECK.test(meaning.module.namesOf(meaning.node).slice(0, 10_000))
}

// A folder is made for the file that is written next, or in the callback, of which is spoken there.
function isForLater(project: Project, module: SourceModule, node: Node & { type: "CallExpression" | "NewExpression" }): boolean {
  const around = enclosingFunction(node)
  if (!around || !/(?:mkdir|ensureDir)(?:Sync)?$/.test(originOf(project, module, node.callee) ?? "")) return false
  return /createWriteStream\(|(?:write|output)File(?:Sync)?\(/.test(module.code.slice(node.start, around.end))
}

function isRooted(call: Node & { type: "CallExpression" }): boolean {
  return (
    call.callee.type === "MemberExpression" && propertyName(call.callee) === "join" && call.arguments.some((each) => stringOf(each) === "/")
  )
}

function isChecked(module: SourceModule, node: Node): boolean {
  return functionsAround(node).some((each) => CHECK.test(module.namesOf(each).slice(0, 10_000)))
}

/** The innermost functions around a node, three at the most. */
function functionsAround(node: Node): readonly FunctionNode[] {
  const found: FunctionNode[] = []
  for (let owner = enclosingFunction(node); owner && found.length < 3; owner = enclosingFunction(owner)) found.push(owner)
  return found
}
