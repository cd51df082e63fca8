import { classifyPath, isTestPath } from "../classify.ts"
import { ancestors, descendants, enclosingFunction } from "./ast.ts"
import type { Node } from "./ast.ts"
import { importersOf } from "./import-graph.ts"
import type { SourceModule } from "./module.ts"
import type { Manifest } from "./manifest.ts"
import type { Project } from "./project.ts"

/** Code that Node itself runs in production: no tests, tools or configuration, nothing that a bundler puts together. */
export function isRuntime(head: Project, path: string): boolean {
  if (classifyPath(path) !== "source" || isTestPath(path)) return false
  if (
    /(?:^|\/)(?:scripts?|tools?|gulp|grunt|bench(?:marks?)?|examples?|docs?|website|seeds?|seeders?|migrations?|mocks?|stories|\.[\w-]+|cypress|playwright|generators?|testing|test-utils?|frontend|client|public|ui|web)\//.test(
      path,
    )
  )
    return false
  // Beside the sources they try out a model; below them they may be what the service does.
  if (/^(?:(?:apps|packages|services)\/[^/]+\/)?evals?\//.test(path)) return false
  if (
    /\.config\.[cm]?[jt]s$|(?:^|\/)(?:gulpfile|gruntfile|karma|knexfile|webpack\.\w+|rollup|ormconfig|setupTests|lint-staged|seed)\b|[.-](?:stories|mock|seed|fixture|factory|eval)\.[cm]?[jt]sx?$|\.[jt]sx$/i.test(
      path,
    )
  )
    return false
  const manifest = head.manifestFor(path)
  if (!manifest?.valid || isStep(manifest, path)) return false
  const all = { ...manifest.dependencies, ...manifest.devDependencies }
  if (
    ["react", "vue", "svelte", "@angular/core", "next", "nuxt", "electron", "astro", "expo", "preact", "@nx/js", "nx"].some(
      (name) => all[name] !== undefined,
    )
  )
    return false
  return !/\b(?:webpack|esbuild|tsup|rollup|ncc|vite build|parcel|tsdown|unbuild|bun build|nx build|microbundle|rolldown|--webpack)\b/.test(
    Object.values(manifest.scripts).join("\n"),
  )
}

const STEP = /^(?:pre|post)?(?:build|prepare|pack|publish|lint|test|release|version|docs?|clean|generate)/

// `"build": "node tasks"` beside a `start` that names another file.
function isStep(manifest: Manifest, path: string): boolean {
  const folder = manifest.path.slice(0, manifest.path.lastIndexOf("/") + 1)
  const stem = path.slice(folder.length).replace(/\.\w+$/, "")
  let isRun = false
  for (const [name, command] of Object.entries(manifest.scripts)) {
    if (!command.includes(stem)) continue
    if (!command.split(/[\s"';&|]+/).some((word) => word.replace(/^\.\//, "").replace(/\.[cm]?[jt]s$/, "") === stem)) continue
    if (!STEP.test(name)) return false
    isRun = true
  }
  return isRun
}

const MAX_IMPORTERS_DEEP = 4
const STARTED = /(?:^|\/)(?:index|main|app|server|worker|start|www|cli|bootstrap)\.\w+$/

/**
 * Whether production may load a file of the service: it is where something starts, or a file that is loaded imports it without a condition. What
 * only tests import, or `if (!isProduction) require("./tools")`, is not.
 */
export function isLoaded(head: Project, path: string): boolean {
  let level = new Set([path])
  // All files of a level at once: by one path after the other, a hundred files that import each other are ten thousand ways up.
  for (let depth = 0; depth < MAX_IMPORTERS_DEEP; depth += 1) {
    const above = new Set<string>()
    for (const each of level) {
      const importers = importersOf(head).get(each) ?? []
      if (importers.length === 0 || STARTED.test(each)) return true
      for (const importer of importers) if (!above.has(importer) && runsImport(head, importer, each)) above.add(importer)
    }
    level = above
  }
  return level.size > 0
}

function runsImport(head: Project, importer: string, path: string): boolean {
  const module = isTestPath(importer) || importer === path ? null : head.moduleOf(importer)
  return module?.imports.some(({ specifier, node }) => importRuns(module, node) && head.resolve(importer, specifier) === path) ?? false
}

/**
 * Whether a file of a published package is for another program to load: nothing imports it, and the package names it nowhere.
 * `plugins.push(join(here, "runtime/plugin.mjs"))` is for whoever has what it imports.
 */
export function isForOthers(head: Project, path: string): boolean {
  if (STARTED.test(path) || importersOf(head).has(path)) return false
  const manifest = head.manifestFor(path)
  if (!manifest || manifest.document["private"] === true || manifest.scripts["start"] !== undefined) return false
  const { main, module, exports, bin } = manifest.document
  if (main === undefined && module === undefined && exports === undefined) return false
  const name = path.slice(path.lastIndexOf("/") + 1).replace(/\.\w+$/, "")
  return !JSON.stringify([main, module, exports, bin, manifest.scripts]).includes(name)
}

/** Whether the import is left after types are stripped and is not made under a condition. */
export function importRuns(module: SourceModule, node: Node): boolean {
  if (node.type === "ImportDeclaration") {
    if (node.specifiers.length === 0) return true
    return node.specifiers.some(
      (specifier) => !("importKind" in specifier && specifier.importKind === "type") && isUsedAsValue(module, specifier.local.name),
    )
  }
  if (node.type === "ExportNamedDeclaration" && node.exportKind === "type") return false
  if (node.type === "ExportAllDeclaration" && node.exportKind === "type") return false
  // A command that loads its tool when it is called does so where the tool is.
  if (node.type === "ImportExpression" && enclosingFunction(node) && /(?:^|\/)(?:commands?|cli|bin)\//.test(module.path)) return false
  for (const above of ancestors(node))
    if (
      above.type === "IfStatement" ||
      above.type === "TryStatement" ||
      above.type === "ConditionalExpression" ||
      above.type === "LogicalExpression"
    )
      return false
  return true
}

// TypeScript drops imports that only types use.
function isUsedAsValue(module: SourceModule, name: string): boolean {
  if (!/\.[cm]?tsx?$/.test(module.path)) return true
  for (const node of descendants(
    module.program,
    (each) =>
      each.type === "ImportDeclaration" ||
      each.type === "TSTypeReference" ||
      each.type === "TSInterfaceDeclaration" ||
      each.type === "TSTypeAliasDeclaration" ||
      each.type === "TSTypeQuery",
  )) {
    if (
      (node.type === "Identifier" || node.type === "JSXIdentifier") &&
      node.name === name &&
      node.parent?.type !== "ImportSpecifier" &&
      node.parent?.type !== "ImportDefaultSpecifier" &&
      node.parent?.type !== "ImportNamespaceSpecifier" &&
      !/^TS(?:TypeReference|QualifiedName|ClassImplements|InterfaceHeritage|ImportType)$/.test(node.parent?.type ?? "")
    )
      return true
  }
  return false
}
