import { isTestPath } from "../classify.ts"
import { definitionOf } from "../flow/schema/definition.ts"
import { bare, nodesOf, propertyName, propertyOf, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

type Call = Node & { type: "CallExpression" }

const SERVES = /\b(?:static|serveStatic|useStaticAssets|ServeStaticModule|fastifyStatic|sendFile)\b/
const STATIC = /^(?:static|serveStatic|useStaticAssets|koaStatic|serve)$/
const JOINS = /^path\.(?:posix\.|win32\.)?(?:resolve|join|normalize)$/
// Then a browser keeps the file or runs nothing in it.
const HARMLESS = /attachment|sandbox/i
const MAX_DEPTH = 4

/** Whether files of a folder, or of one around it, are served by this repository as what their endings say. */
export function isServed(project: Project, module: SourceModule, folder: Node): boolean {
  const key = folderKey(project, module, folder, 0)
  return key !== null && servedIn(project).some((each) => key === each || key.startsWith(`${each}/`))
}

function servedIn(project: Project): readonly string[] {
  return project.once("served folders", () => {
    const keys = new Set<string>()
    for (const path of project.sourcePaths) {
      const module = !isTestPath(path) && project.mentions(path, SERVES) ? project.moduleOf(path) : null
      if (!module) continue
      for (const call of nodesOf(module.program, "CallExpression")) {
        const folder = HARMLESS.test(module.textOf(call).slice(0, 1_000)) ? null : servedBy(project, module, call)
        const key = folder ? folderKey(project, module, folder, 0) : null
        if (key !== null && key !== "") keys.add(key)
      }
    }
    return [...keys]
  })
}

/** The folder a call serves; `null` where it serves none. */
function servedBy(project: Project, module: SourceModule, { callee, arguments: given }: Call): Node | null {
  const [first, second] = given
  const name = callee.type === "MemberExpression" ? propertyName(callee) : callee.type === "Identifier" ? callee.name : null
  if (!first || name === null) return null
  if (name === "sendFile") return propertyOf(second, "root") ?? folderOf(project, module, first)
  if (name === "forRoot") return propertyOf(first, "rootPath")
  // `app.register(fastifyStatic, { root })`
  if (name === "register") return /static/i.test(module.textOf(first).slice(0, 60)) ? propertyOf(second, "root") : null
  const origin = originOf(project, module, callee) ?? ""
  if (!STATIC.test(name) && !/^(?:express\.static|serve-static|koa-static|koa-serve)$/.test(origin)) return null
  if (name === "serve" && origin !== "koa-static") return null
  return first.type === "ObjectExpression" ? propertyOf(first, "root") : first
}

/** The folder in front of a path that is put together: `DIR` of `path.join(DIR, name)` and of `${DIR}/${name}`. */
export function folderOf(project: Project, module: SourceModule, path: Node): Node | null {
  const inner = bare(path)
  if (inner.type === "Identifier") {
    const declared = module.bindings.resolve(inner)?.declaration
    const made = declared?.type === "VariableDeclarator" && declared.init ? bare(declared.init) : null
    return made && made.type !== "Identifier" ? folderOf(project, module, made) : null
  }
  if (inner.type === "TemplateLiteral") return inner.quasis[0]?.value.raw === "" ? (inner.expressions[0] ?? null) : null
  if (inner.type === "BinaryExpression")
    return inner.left.type === "PrivateIdentifier" ? null : (folderOf(project, module, inner.left) ?? inner.left)
  if (inner.type !== "CallExpression" || !JOINS.test(originOf(project, module, inner.callee) ?? "")) return null
  return inner.arguments.length > 1 ? (inner.arguments[0] ?? null) : null
}

/** What tells folders apart: the part of the path that is written, or else where the name is defined. */
function folderKey(project: Project, module: SourceModule, node: Node, depth: number): string | null {
  const written = depth > MAX_DEPTH ? null : definitionOf(project, module, node)
  if (!written) return null
  const text = stringOf(written.node)
  if (text !== null) return cleaned(text)
  if (written.node.type === "CallExpression" && JOINS.test(originOf(project, written.module, written.node.callee) ?? "")) {
    const parts = written.node.arguments.map((each) => stringOf(each) ?? partKey(project, written.module, each, depth))
    return parts.includes(null) ? `${written.module.path}:${written.node.start}` : cleaned(parts.join("/"))
  }
  return `${written.module.path}:${written.node.start}`
}

// `__dirname` and `process.cwd()` say nothing that tells folders of one repository apart.
function partKey(project: Project, module: SourceModule, node: Node, depth: number): string | null {
  if (/^(?:__dirname|import\.meta\.dirname|process\.cwd\(\))$/.test(module.textOf(node))) return ""
  const key = folderKey(project, module, node, depth + 1)
  return key === null || key.includes(":") ? null : key
}

function cleaned(path: string): string {
  return path
    .split(/[\\/]+/)
    .filter((each) => each !== "" && each !== "." && each !== "..")
    .join("/")
}
