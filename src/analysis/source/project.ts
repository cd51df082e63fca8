import type { SourceFile, SourceTree } from "../../model/source.ts"
import { isMinified, isNodeCommand } from "../classify.ts"
import { silent } from "../observe.ts"
import type { Observer } from "../observe.ts"
import { withoutCommentLines, withoutSqlComments } from "./blank-out.ts"
import { createBlobFacts } from "./blob-facts.ts"
import type { BlobFacts, Fact } from "./blob-facts.ts"
import { readCatalogs } from "./catalogs.ts"
import type { Catalogs } from "./catalogs.ts"
import { parseManifest } from "./manifest.ts"
import type { Manifest } from "./manifest.ts"
import { createModule } from "./module.ts"
import type { SourceModule } from "./module.ts"
import { parseSource } from "./parse.ts"
import { folderOf } from "./resolve-import.ts"
import { createResolver } from "./resolver.ts"
import type { Resolve } from "./resolver.ts"

/** Parsed files by path and blob id, shared by base and head so that only changed files are parsed twice. */
export type ParseCache = Map<string, SourceModule | string>

/** One side of the change as the analysis sees it: texts that were read, parsed on demand. */
export interface Project {
  readonly tree: SourceTree
  /** Says that the work from here on is about this file. */
  workOn(path: string): void
  /** Paths of all JavaScript and TypeScript files that were read, in order, without what is minified. */
  readonly sourcePaths: readonly string[]
  /** Whether the path is in the commit, read or not. */
  has(path: string): boolean
  /** The text of a file that was read, else `null`. */
  textOf(path: string): string | null
  /** The text of a file that was read with its comments blank, where we know how they are written; a file that cannot be parsed is taken as it is. */
  codeOf(path: string): string | null
  /** A parsed source file; `null` when it was not read or cannot be parsed. */
  moduleOf(path: string): SourceModule | null
  /** Why `moduleOf` gives `null` for a file that was read. */
  problemOf(path: string): string | null
  /** The local file an import means; `null` for packages. */
  resolve(from: string, specifier: string): string | null
  /** The manifest that governs a path, nearest first; `null` when there is none. */
  manifestFor(path: string): Manifest | null
  readonly manifests: readonly Manifest[]
  /**
   * The range that the governing manifest, or one above it, asks for in any kind of dependency, `catalog:` looked up; `null` when none does.
   * Where there is no manifest at all, what the files import is asked for in any version: `*`.
   */
  dependsOn(path: string, name: string): string | null
  /**
   * Whether a file that was read matches; remembered with the blob, so that later reviews do not scan it again. The pattern
   * must not be sticky or global.
   */
  mentions(path: string, pattern: RegExp): boolean
  /**
   * Whether the code of a file matches, whatever its comments and messages say. For what decides whether a rule reports; where it is only asked
   * whether a file is worth a look, `mentions` spares the parsing.
   */
  codeMentions(path: string, pattern: RegExp): boolean
  /** A fact that follows from the text of one file alone, remembered like that of `mentions`; `null` when it was not read. */
  factOf<T extends Fact>(path: string, name: string, compute: (text: string) => T, isValid: (value: unknown) => value is T): T | null
  /** Values computed once per project by whoever asks, under a key of their own. */
  once<T>(key: string, compute: () => T): T
  /** Like `once`, for a value that belongs to a module, a manifest or a node: no key has to be put together for each question. */
  onceFor<T>(subject: object, key: string, compute: () => T): T
}

const HASH_COMMENTS =
  /\.(?:ya?ml|conf|toml|tf|sh|env|properties|graphqls?|gql)$|(?:^|\/)(?:Dockerfile|Containerfile|Caddyfile|Procfile|\.env)[^/]*$|\.dockerfile$/

const IMPORTED = /(?:\bfrom\s*|\b(?:require|import)\s*\(\s*|\bimport\s+)(["'])((?:@[\w.-]+\/)?[\w.-]+)(?:\/[\w./-]*)?\1/g

function packagesNamedIn(text: string): string[] {
  return [...text.matchAll(IMPORTED)].flatMap(([, , name]) => (name === undefined || name.startsWith(".") ? [] : [name]))
}

/** Whether the path is JavaScript or TypeScript that we parse (declaration files have no behaviour). */
export function isSourcePath(path: string): boolean {
  return /\.(?:[cm]?[jt]s|[jt]sx)$/.test(path) && !/\.d\.[cm]?ts$/.test(path)
}

/** Wraps a tree for analysis. Parsing is lazy and each result is kept. */
export function createProject(
  tree: SourceTree,
  cache: ParseCache,
  { onFile, time }: Observer = silent,
  facts: BlobFacts = createBlobFacts(),
): Project {
  let current: SourceFile | null = null
  const sourcePaths = [...tree.files.values()]
    .filter(({ path, text }) => (isSourcePath(path) || isNodeCommand(path, text)) && !isMinified(path, text))
    .map(({ path }) => path)
    .sort()
  const manifests = [...tree.files.values()]
    .filter((file) => /(?:^|\/)package\.json$/.test(file.path) && !file.path.includes("node_modules/"))
    .map((file) => parseManifest(file.path, file.text))
    .sort((a, b) => (a.path < b.path ? -1 : 1))
  const byFolder = new Map(manifests.map((manifest) => [folderOf(manifest.path), manifest]))
  const manifestsAbove = new Map<string, readonly Manifest[]>()
  // Manifests of a folder and those around it, nearest first. Rules ask for the same folders again and again.
  const above = (folder: string): readonly Manifest[] => {
    let chain = manifestsAbove.get(folder)
    if (chain === undefined) {
      const own = byFolder.get(folder)
      const outer = folder === "" ? [] : above(folderOf(folder))
      manifestsAbove.set(folder, (chain = own ? [own, ...outer] : outer))
    }
    return chain
  }
  const kept = new Map<string, unknown>()
  const keptFor = new Map<string, Map<object, unknown>>()
  let imported: ReadonlySet<string> | null = null
  const importedAnywhere = () => new Set(sourcePaths.flatMap((path) => packagesNamedIn(tree.files.get(path)?.text ?? "")))
  let resolver: Resolve | null = null
  let catalogs: Catalogs | null = null
  const modules = new Map<string, SourceModule | string>()
  const parsed = (path: string): SourceModule | string | null => {
    const known = modules.get(path)
    if (known !== undefined) return known
    const file = tree.files.get(path)
    if (!file || !(isSourcePath(path) || isNodeCommand(path, file.text))) return null
    const key = `${path}\0${file.id}`
    let module = cache.get(key)
    if (module === undefined) {
      onFile(file)
      const result = time("parseMs", () => parseSource(path, file.text))
      module = typeof result === "string" ? result : time("linkMs", () => createModule(path, result))
      if (current !== null) onFile(current)
      cache.set(key, module)
    }
    modules.set(path, module)
    return module
  }
  const project: Project = {
    tree,
    workOn(path) {
      current = tree.files.get(path) ?? null
      if (current !== null) onFile(current)
    },
    sourcePaths,
    has: (path) => tree.entries.has(path),
    textOf: (path) => tree.files.get(path)?.text ?? null,
    codeOf(path) {
      const module = project.moduleOf(path)
      const text = module === null ? project.textOf(path) : module.code
      if (module !== null || text === null) return text
      if (path.endsWith(".sql")) return withoutSqlComments(text)
      if (path.endsWith(".prisma")) return withoutCommentLines(text, "//")
      return HASH_COMMENTS.test(path) ? withoutCommentLines(text, "#") : text
    },
    moduleOf(path) {
      const module = parsed(path)
      return typeof module === "string" ? null : module
    },
    problemOf(path) {
      const module = parsed(path)
      return typeof module === "string" ? module : (module?.problem ?? null)
    },
    resolve: (from, specifier) => (resolver ??= createResolver(tree, manifests))(from, specifier),
    manifestFor(path) {
      for (let folder = folderOf(path); ; folder = folderOf(folder)) {
        const manifest = byFolder.get(folder)
        if (manifest) return manifest
        if (folder === "") return null
      }
    },
    manifests,
    dependsOn(path, name) {
      const folder = folderOf(path)
      if (manifests.length === 0) return (imported ??= importedAnywhere()).has(name) ? "*" : null
      for (const manifest of above(folder)) {
        const range =
          manifest.dependencies[name] ??
          manifest.devDependencies[name] ??
          manifest.peerDependencies[name] ??
          manifest.optionalDependencies[name]
        if (range?.startsWith("catalog:")) return (catalogs ??= readCatalogs(tree, manifests))(folder, name, range) ?? range
        if (range !== undefined) return range
      }
      return null
    },
    mentions(path, pattern) {
      const file = tree.files.get(path)
      return file !== undefined && facts.matches(file.id, file.text, pattern)
    },
    codeMentions(path, pattern) {
      if (!project.mentions(path, pattern)) return false
      const file = tree.files.get(path)
      const compute = () => {
        const module = project.moduleOf(path)
        return pattern.test(module === null ? (project.codeOf(path) ?? "") : module.namesOf(module.program))
      }
      return file !== undefined && facts.of(file.id, `code matches ${pattern.flags} ${pattern.source}`, compute, isBoolean)
    },
    factOf(path, name, compute, isValid) {
      const file = tree.files.get(path)
      return file === undefined ? null : facts.of(file.id, name, () => compute(file.text), isValid)
    },
    once<T>(key: string, compute: () => T): T {
      const known = kept.get(key)
      if (known !== undefined) return known as T
      if (!kept.has(key)) kept.set(key, time("factsMs", compute))
      return kept.get(key) as T
    },
    onceFor<T>(subject: object, key: string, compute: () => T): T {
      let values = keptFor.get(key)
      if (values === undefined) keptFor.set(key, (values = new Map()))
      const known = values.get(subject)
      if (known !== undefined) return known as T
      const value = time("factsMs", compute)
      values.set(subject, value)
      return value
    },
  }
  return project
}

function isBoolean(value: unknown): value is boolean {
  return typeof value === "boolean"
}
