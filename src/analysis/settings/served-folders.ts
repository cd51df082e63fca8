import { bare, nodesOf, propertyName, propertyOf, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { folderOf } from "../source/resolve-import.ts"
import { objectOf } from "./read-options.ts"

/** A call that serves files, with the expression that says which folder. */
export interface ServedFolder {
  readonly node: Node
  readonly root: Node
}

const FIRST = /^(?:express\.static|serve-static|koa-static|koa-static-server|serve-index)$/
const STEPS = 12

/** The folders a file hands out, in Express, Koa, Fastify, Hapi and Nest. */
export function* servedFolders(project: Project, module: SourceModule): Generator<ServedFolder> {
  for (const node of nodesOf(module.program, "CallExpression")) {
    const origin = originOf(project, module, node.callee) ?? ""
    const [first, second] = node.arguments
    if (FIRST.test(origin) && first) {
      const options = origin === "koa-static-server" ? objectOf(project, module, first) : null
      const root = options ? propertyOf(options, "rootDir") : first
      if (root) yield { node, root }
      continue
    }
    const method = node.callee.type === "MemberExpression" ? propertyName(node.callee) : null
    if (method === "useStaticAssets" && first) yield { node, root: first }
    if (method === "register" && second && first && originOf(project, module, first) === "@fastify/static") {
      const root = propertyOf(objectOf(project, module, second), "root")
      if (root) yield { node: root.parent ?? root, root }
    }
    if (origin.endsWith("ServeStaticModule.forRoot")) {
      const root = propertyOf(objectOf(project, module, first), "rootPath")
      if (root) yield { node: root.parent ?? root, root }
    }
  }
  // Hapi: `handler: { directory: { path: … } }`
  for (const node of nodesOf(module.program, "Property")) {
    if (propertyName(node) !== "directory" || !isHandler(node.parent?.parent)) continue
    const root = propertyOf(node.value, "path")
    if (root) yield { node: root.parent ?? root, root }
  }
}

function isHandler(node: Node | null | undefined): boolean {
  return node?.type === "Property" && propertyName(node) === "handler"
}

/**
 * The folder of the repository an expression means: `""` for its root, `..` for what is around it, `/` for the root of the machine and `~`
 * for the home folder; `null` when it lies elsewhere or cannot be told.
 */
export function servedFolder(project: Project, module: SourceModule, node: Node, depth = 0): string | null {
  const inner = bare(node)
  if (depth > STEPS) return null
  const text = stringOf(inner)
  if (text !== null) return fromText(project, module, text)
  const code = module.textOf(inner)
  if (code === "__dirname" || code === "import.meta.dirname") return folderOf(module.path)
  if (code === "process.cwd()") return packageFolder(project, module)
  if (/^process\.env\.(?:HOME|USERPROFILE)$/.test(code)) return "~"
  if (inner.type === "CallExpression") {
    const origin = originOf(project, module, inner.callee) ?? ""
    if (origin === "os.homedir") return "~"
    if (/^path(?:\.posix)?\.(?:join|resolve|normalize)$/.test(origin)) return joined(project, module, inner.arguments, depth)
    // `path.dirname(fileURLToPath(import.meta.url))`
    return origin === "path.dirname" && /import\.meta\.(?:url|filename)|__filename/.test(code) ? folderOf(module.path) : null
  }
  if (inner.type === "TemplateLiteral" || (inner.type === "BinaryExpression" && inner.operator === "+"))
    return concatenated(project, module, inner, depth)
  if (inner.type !== "Identifier") return null
  const binding = module.bindings.resolve(inner)
  if (binding?.declaration.type !== "VariableDeclarator" || binding.pattern.length > 0 || binding.assigned.length > 0) return null
  return binding.declaration.init ? servedFolder(project, module, binding.declaration.init, depth + 1) : null
}

// A path that begins nowhere begins where the process was started: beside the manifest.
function fromText(project: Project, module: SourceModule, text: string): string | null {
  if (text === "/") return "/"
  if (text.startsWith("/") || text.startsWith("~")) return null
  return below(packageFolder(project, module), text)
}

function joined(project: Project, module: SourceModule, parts: readonly Node[], depth: number): string | null {
  const [first, ...others] = parts
  if (!first) return null
  let folder = servedFolder(project, module, first, depth + 1)
  for (const each of others) {
    const text = stringOf(each)
    if (folder === null || text === null) return null
    folder = below(folder, text)
  }
  return folder
}

// `__dirname + "/.."`
function concatenated(project: Project, module: SourceModule, node: Node, depth: number): string | null {
  if (node.type === "TemplateLiteral") {
    const [first, ...others] = node.expressions
    if (!first || others.length > 0 || node.quasis[0]?.value.raw !== "") return null
    const folder = servedFolder(project, module, first, depth + 1)
    return folder === null ? null : below(folder, node.quasis[1]?.value.cooked ?? "")
  }
  if (node.type !== "BinaryExpression") return null
  const text = stringOf(node.right)
  const folder = text === null ? null : servedFolder(project, module, node.left, depth + 1)
  return folder === null || text === null ? null : below(folder, text)
}

/** The folder that a path leads to from another one; `null` when it leaves the repository. */
function below(folder: string, path: string): string | null {
  if (folder === "/" || folder === "~" || folder === "..") return path.replace(/[./]+/g, "") === "" ? folder : null
  const steps = folder === "" ? [] : folder.split("/")
  for (const each of path.split("/")) {
    if (each === "" || each === ".") continue
    if (each !== "..") steps.push(each)
    else if (steps.pop() === undefined) return path.replace(/[./]+/g, "") === "" ? ".." : null
  }
  return steps.join("/")
}

function packageFolder(project: Project, module: SourceModule): string {
  return folderOf(project.manifestFor(module.path)?.path ?? "")
}
