import { isTestPath } from "../classify.ts"
import { bare, descendants, isFunction, nodesOf, propertyName, propertyOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import type { Tainted } from "./value.ts"

// What is left of a name is its ending, or nothing a shell or a statement could misread.
const CLEANS = /^(?:extname|slugify|slug|sanitize\w*|encodeURIComponent|replace|replaceAll|parse|hash|update|test|match)$/

/**
 * Where an upload is kept, when the service names it after what the sender calls it: `filename: (req, file, done) => done(null,
 * file.originalname)` of multer; and what the sender calls it, when the service asks for that with its folders. `null` for everything else.
 */
export function keptUnder(project: Project, name: string): Tainted | null {
  const asking = name === "file.originalname" ? askingForFolders(project) : null
  if (asking)
    return {
      kind: "tainted",
      controls: ["string", "host", "path"],
      source: `req.${name}`,
      step: { ...asking, what: "names of uploads keep the folders that the client sends", previous: null },
    }
  const naming = name === "file.path" || name === "file.filename" ? namingIn(project) : null
  if (!naming) return null
  const { module, node } = naming
  const step = { module, node, what: "the upload is kept under a name that the client sends", previous: null }
  // The parser of the form has taken the folders out of it.
  return { kind: "tainted", controls: ["string"], source: `req.${name}`, step }
}

// `multer({ dest: "uploads", preservePath: true })`
function askingForFolders(project: Project): Naming | null {
  return project.once("folders in names of uploads", () => {
    for (const path of project.sourcePaths) {
      if (isTestPath(path) || !project.mentions(path, /\bpreservePath\b/)) continue
      const module = project.moduleOf(path)
      for (const call of module === null ? [] : nodesOf(module.program, "CallExpression")) {
        const asked = propertyOf(call.arguments[0], "preservePath")
        if (module && asked?.type === "Literal" && asked.value === true && originOf(project, module, call.callee) === "multer")
          return { module, node: asked }
      }
    }
    return null
  })
}

interface Naming {
  readonly module: SourceModule
  readonly node: Node
}

function namingIn(project: Project): Naming | null {
  return project.once("names of uploads", () => {
    for (const path of project.sourcePaths) {
      if (isTestPath(path) || !project.mentions(path, /\bdiskStorage\b/)) continue
      const module = project.moduleOf(path)
      const node = module && namingOf(module)
      if (node) return { module, node }
    }
    return null
  })
}

function namingOf(module: SourceModule): Node | null {
  for (const call of nodesOf(module.program, "CallExpression")) {
    const callee = bare(call.callee)
    if ((callee.type === "Identifier" ? callee.name : propertyName(callee)) !== "diskStorage") continue
    const naming = propertyOf(call.arguments[0], "filename")
    if (!naming || !isFunction(naming) || !naming.body) continue
    for (const node of descendants(naming.body))
      if (node.type === "MemberExpression" && propertyName(node) === "originalname" && !isCleaned(node, naming)) return node
  }
  return null
}

// `path.extname(file.originalname)`, `file.originalname.replace(/[^\w.]/g, "_")`
function isCleaned(name: Node, naming: Node): boolean {
  for (let at: Node | null | undefined = name; at && at !== naming; at = at.parent) {
    if (at.type === "CallExpression") {
      const callee = bare(at.callee)
      if (CLEANS.test((callee.type === "Identifier" ? callee.name : propertyName(callee)) ?? "")) return true
    }
    if (at.type === "VariableDeclarator") return true
  }
  return false
}
