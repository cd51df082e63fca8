import { folderOf, isServed } from "../calls/served-folder.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { isServerPath } from "../calls/server-path.ts"
import { bare, descendants, enclosingFunction, isFunction, nodesOf, propertyName, propertyOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

type Call = Node & { type: "CallExpression" }

const WRITES = /^(?:fs|fs-extra|graceful-fs)\.(?:promises\.)?(?:writeFile|writeFileSync|outputFile|createWriteStream)$/
const MOVES = /^(?:fs|fs-extra|graceful-fs)\.(?:promises\.)?(?:rename|renameSync|copyFile|copyFileSync|move|copy)$/
// What the parsers of forms call the name that the client sends.
const NAMES: Readonly<Record<string, RegExp>> = {
  originalname: /./,
  originalFilename: /./,
  filename: /^(?:file|part|data|info|upload\w*)$/i,
  name: /^(?:upload\w*|\w*(?:[fF]ile|[pP]hoto|[iI]mage|[aA]vatar|[aA]ttachment))$/,
}
// An ending that was looked at: `ENDINGS.has(ext)`, `/\.png$/.test(file.originalname)`, `extname(name) !== ".png"`.
const LOOKS_AT_ENDING =
  /\.(?:includes|has|test|indexOf|exec|get)\(\s*(?:path\.)?(?:\w*[eE]xt\w*\b|[\w.]*(?:originalname|originalFilename|filename))|(?:originalname|originalFilename|filename|[eE]xt\w*)[\w.()]{0,40}\.(?:match|endsWith)\(|[eE]xt\w*(?:\([^()]{0,60}\))?(?:\.toLowerCase\(\))?\s*[!=]==|\[\s*(?:path\.)?\w*[eE]xt\w*\b[^\]]{0,60}\]/
const OF_UPLOADS = /originalname|originalFilename|mimetype|fileFilter|multer|busboy|formidable|multipart/
const CLEANS = /sanitize|slugify|replace\(/
const MAX_TEXT = 20_000

export const noClientFileName = defineRule({
  kind: "source",
  id: "no-client-file-name",
  section: "security",
  practice: "security",
  severity: "medium",
  confidence: "low",
  title: "An upload is kept under the name the client gave it",
  why: "Two uploads of the same name replace each other, and the client chooses the ending: a `.html` or `.svg` that is served from the same site runs scripts in it. A random name with an ending from a list does neither.",
  fix: "Keep the file under a name of your own, with an ending from a fixed list.",
  cwe: ["CWE-434"],
  needs: { path: "server", words: ["originalname", "originalFilename", "filename", "mv"] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    const isLookedAt = looksAtEndings(project)
    for (const node of nodesOf(module.program, "CallExpression")) {
      const maker = storageName(project, module, node)
      const named = maker && givenName(module, maker)
      const folder = named && !isLookedAt ? destinationOf(node) : null
      if (named && folder && isServed(project, module, folder)) yield served(module, named)
      else if (named) yield kept(module, named)
      if (isLookedAt || maker) continue
      const path = pathOf(project, module, node)
      const written = path && endingIn(module, path, 0)
      const root = written && path && folderOf(project, module, path)
      if (root && isServed(project, module, root)) yield served(module, written)
    }
  },
})

function kept(module: SourceModule, given: Node): Draft {
  const code = shortened(module, given)
  return {
    at: given,
    title: `An upload is kept as \`${code}\``,
    message: `The sender of a file decides its ending and, where nothing is put in front, which earlier upload it replaces: \`${code}\` takes over the name as it came. Served from this site, a \`.html\` of that kind runs scripts in it.`,
    fix: "Call back with `randomUUID()` and an ending from a fixed list; keep the original name in the database.",
  }
}

function served(module: SourceModule, given: Node): Draft {
  const code = shortened(module, given)
  return {
    at: given,
    severity: "high",
    confidence: "medium",
    title: `An upload is served with the ending of \`${code}\``,
    message: `A file that is sent as \`image/png\` and called \`x.html\` is served from this site as a page, and its scripts act for whoever opens the link: \`${code}\` keeps the ending the client chose, and the type of an upload is what the client says it is.`,
    fix: "Take the ending from a fixed list, by what the content turns out to be (`file-type`), and keep the original name in the database.",
  }
}

function shortened(module: SourceModule, node: Node): string {
  const code = module.textOf(node).replace(/\s+/g, " ").replaceAll("`", "'")
  return code.length <= 80 ? code : `${code.slice(0, 79)}…`
}

// Whoever filters uploads by their ending may do it in another file.
function looksAtEndings(project: Project): boolean {
  return project.once("looks at endings of uploads", () =>
    project.sourcePaths.some((path) => project.codeMentions(path, OF_UPLOADS) && project.codeMentions(path, LOOKS_AT_ENDING)),
  )
}

/** Where multer keeps files, if that is written: `"uploads"`, `(req, file, done) => done(null, "uploads")`. */
function destinationOf(storage: Call): Node | null {
  const written = propertyOf(storage.arguments[0], "destination")
  if (!isFunction(written)) return written
  for (const node of descendants(written))
    if (node.type === "CallExpression" && node.arguments.length === 2) return node.arguments[1] ?? null
  return null
}

/** The function with which multer names files; `null` for other calls. */
function storageName(project: Project, module: SourceModule, node: Call): Node | null {
  if (!/^multer\.diskStorage$/.test(originOf(project, module, node.callee) ?? "")) return null
  const maker = propertyOf(node.arguments[0], "filename")
  return isFunction(maker) ? maker : null
}

/** What the file is called, when the ending of the client's name is left as it came and no type is looked at. */
function givenName(module: SourceModule, maker: Node): Node | null {
  const text = module.namesOf(maker)
  if (/mimetype|includes\(|\.has\(|sanitize|slugify|replace\(/.test(text)) return null
  for (const node of descendants(maker)) {
    if (node.type !== "CallExpression" || node.arguments.length !== 2) continue
    const name = node.arguments[1]
    if (!name) continue
    for (const each of descendants(name)) if (each.type === "MemberExpression" && propertyName(each) === "originalname") return name
  }
  return null
}

/** Where a call puts an upload: `writeFile(path, …)`, `rename(from, path)`, `file.mv(path)`. */
function pathOf(project: Project, module: SourceModule, { callee, arguments: given }: Call): Node | null {
  const origin = (originOf(project, module, callee) ?? "").replace(/^fs\/promises/, "fs")
  if (WRITES.test(origin)) return given[0] ?? null
  if (MOVES.test(origin)) return given[1] ?? null
  return callee.type === "MemberExpression" && propertyName(callee) === "mv" ? (given[0] ?? null) : null
}

/** The part of a path in which the ending of the client's name stands, through variables of the function. */
function endingIn(module: SourceModule, path: Node, depth: number): Node | null {
  const around = enclosingFunction(path)
  if (depth > 3 || !around || CLEANS.test(module.namesOf(around).slice(0, MAX_TEXT))) return null
  for (const each of descendants(path)) {
    if (each.type === "MemberExpression") {
      const owner = NAMES[propertyName(each) ?? ""]
      const receiver = bare(each.object)
      const name =
        receiver.type === "Identifier" ? receiver.name : receiver.type === "MemberExpression" ? (propertyName(receiver) ?? "") : ""
      if (owner?.test(name)) return bare(path)
    }
    if (each.type !== "Identifier" || (each.parent?.type === "MemberExpression" && each.parent.property === each)) continue
    const declared = module.bindings.resolve(each)?.declaration
    const made = declared?.type === "VariableDeclarator" && declared.init && enclosingFunction(declared) === around ? declared.init : null
    const found = made && !descendantOf(made, each) ? endingIn(module, made, depth + 1) : null
    if (found) return found
  }
  return null
}

function descendantOf(outer: Node, inner: Node): boolean {
  return outer.start <= inner.start && inner.end <= outer.end
}
