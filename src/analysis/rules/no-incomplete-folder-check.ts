import { everyCallOf } from "../calls/calls-of.ts"
import { isServerPath } from "../calls/server-path.ts"
import { definitionOf } from "../flow/schema/definition.ts"
import type { Place } from "../flow/schema/definition.ts"
import { canonicalPath } from "../model-index.ts"
import { defineRule } from "../rule.ts"
import { ancestors, bare, enclosingFunction, functionName, isFunction, nodesOf, propertyName, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { Binding } from "../source/bindings.ts"
import { meaningOf, originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { usesOf } from "../source/uses-of.ts"

type Call = Node & { type: "CallExpression" }

const JOINS = /^path\.(?:posix\.|win32\.)?(?:resolve|join|normalize)$/
// What these give ends in no separator.
const BARE =
  /^(?:path\.(?:posix\.|win32\.)?(?:resolve|dirname)|process\.cwd|globalThis\.process\.cwd|os\.(?:tmpdir|homedir)|fs(?:\.promises|\/promises)?\.realpath(?:Sync)?)$/
// Somebody looks at what follows the folder after all.
const LOOKS_FURTHER = /startsWith\([^()]{0,80}(?:\bsep\b|["'`]\/)|\.length\s*\]|charAt\(|\brelative\(/
const MAX_TEXT = 10_000

export const noIncompleteFolderCheck = defineRule({
  kind: "source",
  id: "no-incomplete-folder-check",
  section: "security",
  practice: "security",
  severity: "medium",
  confidence: "high",
  title: "A path is compared with a folder by how it begins, and the folder beside it begins alike",
  why: "`/srv/files/acme-corp` begins with `/srv/files/acme`. Without the separator behind the folder `../acme-corp/contract.pdf` passes the check, and where folders are named after customers, one reads the files of another.",
  fix: "Compare with the separator: `target.startsWith(root + path.sep)`.",
  cwe: ["CWE-22"],
  needs: { path: "server", text: [/\.startsWith\(/] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const node of nodesOf(module.program, "CallExpression")) {
      const own = folderOf(project, module, node)
      const folder = own ?? listedFolderOf(project, module, node)
      if (!folder || !isCondition(node) || looksFurther(module, node)) continue
      const code = module.textOf(node).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 70)
      const root = module.textOf(folder).slice(0, 40)
      yield {
        at: node,
        // What is in a list is not always seen.
        ...(own ? {} : { confidence: "medium" as const }),
        title: `\`${code}\` lets folders beside \`${root}\` pass`,
        message: `A path with \`../\` that leads into a folder whose name only begins like that of \`${root}\` passes: \`/files/acme-corp\` begins with \`/files/acme\`.`,
        trace: traceOf(project, module, node),
        fix: `\`startsWith(${root} + path.sep)\`, and \`=== ${root}\` beside it where the folder itself is meant too.`,
      }
    }
  },
})

/** The check, and the first call behind it that is given the path. */
function traceOf(project: Project, module: SourceModule, check: Call) {
  const target = check.callee.type === "MemberExpression" ? bare(check.callee.object) : null
  const binding = target?.type === "Identifier" ? module.bindings.resolve(target) : null
  const around = enclosingFunction(check)
  const used =
    binding && around
      ? usesOf(module, binding, around).find(
          ({ start, parent }) =>
            start > check.end && parent?.type === "CallExpression" && !pathCall(project, module, parent).startsWith("path."),
        )
      : undefined
  if (used?.parent?.type !== "CallExpression") return []
  const callee = module.textOf(used.parent.callee).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 60)
  return [
    { path: module.path, line: module.lineOf(check), what: "compares the path with the name of the folder" },
    { path: module.path, line: module.lineOf(used), what: `\`${callee}\` is given what passed` },
  ]
}

/** The folder that `target.startsWith(folder)` compares with, where `target` was joined to it and nothing stands behind its name. */
function folderOf(project: Project, module: SourceModule, { callee, arguments: given }: Call): Node | null {
  if (callee.type !== "MemberExpression" || propertyName(callee) !== "startsWith" || given.length !== 1) return null
  const [folder] = given
  const target = bare(callee.object)
  if (!folder || target.type !== "Identifier" || !/^(?:Identifier|(?:Member|Call)Expression)$/.test(bare(folder).type)) return null
  const declared = module.bindings.resolve(target)?.declaration
  const made = declared?.type === "VariableDeclarator" && declared.init ? normalizedIn(project, module, bare(declared.init)) : null
  if (made?.type !== "CallExpression" || made.arguments.length < 2 || !JOINS.test(pathCall(project, module, made))) return null
  const [root, ...parts] = made.arguments
  if (!root || module.textOf(root) !== module.textOf(folder) || parts.every((each) => stringOf(each) !== null)) return null
  return folderEndsBare(project, module, folder, 0) ? folder : null
}

/** Whether a folder has no separator behind it where it is made; for a parameter, in every call of its function. */
function folderEndsBare(project: Project, module: SourceModule, folder: Node, depth: number): boolean {
  const written = definitionOf(project, module, folder)
  if (written) return endsBare(project, written, 0)
  const calls = depth < MAX_HANDED ? givenTo(project, module, folder) : []
  return (
    calls.length > 0 &&
    calls.length <= MAX_CALLS &&
    calls.every((each) => each.node !== null && folderEndsBare(project, each.module, each.node, depth + 1))
  )
}

// How often a folder is handed on, and by how many: no helper has more.
const MAX_HANDED = 3
const MAX_CALLS = 20

const FOLDERS = /(?:dir|directorie|folder|root|path|workspace)s?$/i
const LETS_IN = /allow|permit|trust|valid|safe|root|workspace|base|white/i
const WHOLE_PATH = /(?:resolved|normali[sz]ed|absolute|abs|real|full|canonical)/i

/** The same for one of a list: `allowedFolders.some((folder) => resolved.startsWith(folder))`. */
function listedFolderOf(project: Project, module: SourceModule, { callee, arguments: given }: Call): Node | null {
  if (callee.type !== "MemberExpression" || propertyName(callee) !== "startsWith" || given.length !== 1) return null
  const [folder] = given
  const target = bare(callee.object)
  const binding = folder?.type === "Identifier" ? module.bindings.resolve(folder) : null
  if (!folder || !binding || binding.pattern.length > 0 || target.type !== "Identifier") return null
  const list = listBehind(binding)
  const name = list ? module.textOf(list).replace(/\s+/g, "").slice(0, 80) : ""
  if (!list || !FOLDERS.test(name) || !LETS_IN.test(`${name} ${nameAround(callee)}`)) return null
  const declared = module.bindings.resolve(target)?.declaration
  const made = declared?.type === "VariableDeclarator" && declared.init ? bare(declared.init) : null
  const isWhole = WHOLE_PATH.test(target.name) || (made?.type === "CallExpression" && isPathCall(project, module, made))
  const written = definitionOf(project, module, list)
  // `folders.map((folder) => folder + path.sep)`, `["/srv/files/"]`
  const closes = written !== null && /\bsep\b|\/["'`]/.test(written.module.textOf(written.node).slice(0, MAX_TEXT))
  return isWhole && !closes ? folder : null
}

function nameAround(node: Node): string {
  for (const above of ancestors(node)) if (isFunction(above) && functionName(above) !== null) return functionName(above) ?? ""
  return ""
}

function isPathCall(project: Project, module: SourceModule, call: Call): boolean {
  const origin = pathCall(project, module, call)
  return JOINS.test(origin) || BARE.test(origin)
}

/** The list that a parameter of a callback or the name of a loop goes through. */
function listBehind({ declaration, identifier }: Binding): Node | null {
  if (isFunction(declaration)) {
    const call = declaration.parent?.type === "CallExpression" ? declaration.parent : null
    const callee = call ? bare(call.callee) : null
    const isWalked = callee?.type === "MemberExpression" && /^(?:some|every|find|filter)$/.test(propertyName(callee) ?? "")
    return isWalked && declaration.params[0] === identifier ? callee.object : null
  }
  const loop = declaration.parent?.parent
  return loop?.type === "ForOfStatement" && loop.left === declaration.parent ? loop.right : null
}

/** The access path of what is called, under the name of Node's own; empty where it is none of a package. */
function pathCall(project: Project, module: SourceModule, call: Call): string {
  return canonicalPath(originOf(project, module, call.callee) ?? "")
}

// `path.normalize(path.join(root, name))`
function normalizedIn(project: Project, module: SourceModule, node: Node): Node {
  if (node.type !== "CallExpression" || node.arguments.length !== 1) return node
  const [inner] = node.arguments
  return inner && JOINS.test(pathCall(project, module, node)) ? bare(inner) : node
}

function endsBare(project: Project, { module, node }: Place, depth: number): boolean {
  const text = stringOf(node)
  if (text !== null) return /[^/\\]$/.test(text)
  if (node.type === "TemplateLiteral") return endsInName(node)
  if (node.type !== "CallExpression") return false
  const origin = pathCall(project, module, node)
  if (BARE.test(origin)) return true
  // `this.rootOf(tenant)` is as bare as what the function gives back.
  const asked = origin === "" && depth < 3 ? meaningOf(project, module, node.callee) : null
  if (asked?.kind === "function") {
    const given = onlyResult(asked.node)
    const behind = given && definitionOf(project, asked.module, given)
    return behind !== null && endsBare(project, behind, depth + 1)
  }
  // `path.join(root, "files/")` keeps the slash.
  const last = node.arguments.at(-1)
  if (!last || depth >= 3 || !JOINS.test(origin)) return false
  const behind = definitionOf(project, module, last)
  if (behind !== null && behind.node !== bare(last)) return endsBare(project, behind, depth + 1)
  return stringOf(last) === null
    ? node.arguments.length > 1 && (isName(last) || isGivenNames(project, module, last))
    : endsBare(project, { module, node: bare(last) }, depth + 1)
}

/** What a function gives back, where its whole body is that. */
function onlyResult({ body }: FunctionNode): Node | null {
  if (body?.type !== "BlockStatement") return body
  const [only, more] = body.body
  return only?.type === "ReturnStatement" && !more ? only.argument : null
}

// A parameter of any name that is called with names only: `openDocument(String(claim.id), file)`.
function isGivenNames(project: Project, module: SourceModule, node: Node): boolean {
  const given = givenTo(project, module, node)
  return given.length > 0 && given.every((each) => each.node !== null && isName(each.node))
}

/** What every call of its function gives a parameter, `null` where it gives none; empty for what is no parameter, and where a call may be out of sight. */
function givenTo(project: Project, module: SourceModule, node: Node): { readonly module: SourceModule; readonly node: Node | null }[] {
  const binding = node.type === "Identifier" ? module.bindings.resolve(node) : null
  const around = binding && isFunction(binding.declaration) && binding.assigned.length === 0 ? binding.declaration : null
  const name = around ? functionName(around) : null
  if (!around || name === null || !binding) return []
  const position = around.params.findIndex((each) => each === binding.identifier)
  const calls = position < 0 ? null : everyCallOf(project, around)
  return (calls ?? []).map((each) => ({ module: each.module, node: each.call.arguments[position] ?? null }))
}

// `tenant`, `req.user.id`, `String(customer.id)`: what a folder is called after has no slash behind it; `options.dir` may have.
function isName(node: Node): boolean {
  let inner = bare(node)
  if (inner.type === "TemplateLiteral") return endsInName(inner)
  const asked = inner.type === "CallExpression" && inner.arguments.length <= 1 ? inner : null
  if (asked?.callee.type === "Identifier" && asked.callee.name === "String" && asked.arguments[0]) inner = bare(asked.arguments[0])
  else if (asked?.callee.type === "MemberExpression" && propertyName(asked.callee) === "toString") inner = bare(asked.callee.object)
  const name = inner.type === "Identifier" ? inner.name : inner.type === "MemberExpression" ? (propertyName(inner) ?? "") : ""
  return name !== "" && !/dir|folder|path|root|prefix|base|location|mount|^(?:args?|parts?|rest|segments?|file|name|src|dest)$/i.test(name)
}

function endsInName({ quasis, expressions }: Node & { type: "TemplateLiteral" }): boolean {
  const behind = quasis.at(-1)?.value.cooked ?? ""
  const last = expressions.at(-1)
  return behind === "" ? last !== undefined && isName(last) : /[^/\\]$/.test(behind)
}

function looksFurther(module: SourceModule, node: Node): boolean {
  const around = enclosingFunction(node)
  return around !== null && LOOKS_FURTHER.test(module.namesOf(around).slice(0, MAX_TEXT))
}

// `if (!…)`, `… ? a : b`, `return …`, `list.filter((each) => …)`: something depends on it.
function isCondition(node: Node): boolean {
  for (const above of ancestors(node)) {
    if (above.type === "IfStatement" || above.type === "ConditionalExpression" || above.type === "ReturnStatement") return true
    if (isFunction(above)) return above.body === node
    if (!/^(?:Logical|Unary|Chain)Expression$/.test(above.type)) return false
  }
  return false
}
