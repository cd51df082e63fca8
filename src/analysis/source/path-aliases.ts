import type { SourceTree } from "../../model/source.ts"
import { isRecord, parseJson } from "./manifest.ts"
import type { Manifest } from "./manifest.ts"
import { folderOf, foldersAbove, join } from "./resolve-import.ts"

// No hand-written chain is longer; cycles are cut before that.
const MAX_EXTENDS = 12

/** Where imports with a certain beginning and end lead. */
interface Pattern {
  readonly suffix: string
  /** Repository paths with at most one `*`. */
  readonly targets: readonly string[]
}

/** The names that one folder gives to paths: `paths` and `baseUrl` of its compiler options, and what its tools add. */
class AliasTable {
  readonly #exact = new Map<string, readonly string[]>()
  readonly #wild = new Map<string, Pattern[]>()
  #lengths: readonly number[] | null = null

  add(pattern: string, targets: readonly string[]): void {
    const star = pattern.indexOf("*")
    if (star === -1) {
      if (!this.#exact.has(pattern)) this.#exact.set(pattern, targets)
      return
    }
    const prefix = pattern.slice(0, star)
    const known = this.#wild.get(prefix) ?? []
    known.push({ suffix: pattern.slice(star + 1), targets })
    this.#wild.set(prefix, known)
    this.#lengths = null
  }

  get isEmpty(): boolean {
    return this.#exact.size === 0 && this.#wild.size === 0
  }

  /** Candidate paths, the longest matching prefix first as TypeScript has it. */
  *candidates(specifier: string): Generator<string> {
    yield* this.#exact.get(specifier) ?? []
    this.#lengths ??= [...new Set([...this.#wild.keys()].map((each) => each.length))].sort((a, b) => b - a)
    for (const length of this.#lengths) {
      if (length > specifier.length) continue
      for (const { suffix, targets } of this.#wild.get(specifier.slice(0, length)) ?? []) {
        if (specifier.length < length + suffix.length || !specifier.endsWith(suffix)) continue
        const middle = specifier.slice(length, specifier.length - suffix.length)
        for (const target of targets)
          yield join(
            "",
            target.replace("*", () => middle),
          )
      }
    }
  }
}

export interface PathAliases {
  /** Repository paths that an import written in this folder may mean by the aliases in force there, the most likely first. */
  candidates(folder: string, specifier: string): Iterable<string>
  /** Whether this folder adds aliases to those of the folders above. */
  isNamedIn(folder: string): boolean
}

/**
 * Reads tsconfig and jsconfig files with what they extend inside the tree, `_moduleAliases` of manifests and Babel's module
 * resolver. `packagePath` finds a file of another package of the repository, for `extends` that name one.
 */
export function readPathAliases(
  tree: SourceTree,
  manifests: readonly Manifest[],
  packagePath: (from: string, specifier: string) => string | null,
): PathAliases {
  const byFolder = new Map<string, AliasTable[]>()
  const put = (folder: string, table: AliasTable) => {
    if (!table.isEmpty) byFolder.set(folder, [...(byFolder.get(folder) ?? []), table])
  }
  const configs = [...tree.files.keys()].filter((path) => /(?:^|\/)[jt]sconfig(?:\.[\w-]+)*\.json$/.test(path) && !isVendored(path))
  // In one folder `tsconfig.json` is what editors and the compiler take; its variants fill gaps.
  configs.sort((a, b) => a.length - b.length || (a < b ? -1 : 1))
  for (const path of configs) put(folderOf(path), readConfig(tree, path, packagePath))
  for (const manifest of manifests)
    if (manifest.document["_moduleAliases"] !== undefined) put(folderOf(manifest.path), moduleAliases(manifest))
  for (const file of tree.files.values())
    if (/(?:^|\/)(?:\.babelrc(?:\.json)?|babel\.config\.json)$/.test(file.path))
      put(folderOf(file.path), babelAliases(file.path, file.text))
  return {
    isNamedIn: (folder) => byFolder.has(folder),
    *candidates(folder, specifier) {
      for (const each of foldersAbove(`${folder}/`)) for (const table of byFolder.get(each) ?? []) yield* table.candidates(specifier)
    },
  }
}

interface Options {
  paths: { readonly folder: string; readonly entries: Readonly<Record<string, unknown>> } | null
  baseUrl: string | null
}

function readConfig(tree: SourceTree, path: string, packagePath: (from: string, specifier: string) => string | null): AliasTable {
  const options: Options = { paths: null, baseUrl: null }
  const home = folderOf(path)
  const place = (folder: string, target: string) =>
    target.startsWith("${configDir}") ? join(home, target.slice("${configDir}".length)) : join(folder, target)
  const seen = new Set<string>()
  // The nearest wins, so what is extended only fills what is still open; of a list the last wins.
  const waiting = [path]
  for (let next = waiting.shift(); next !== undefined && seen.size < MAX_EXTENDS; next = waiting.shift()) {
    if (seen.has(next)) continue
    seen.add(next)
    const document = parseJson(tree.files.get(next)?.text ?? "")
    if (!isRecord(document)) continue
    const folder = folderOf(next)
    const compiler = isRecord(document["compilerOptions"]) ? document["compilerOptions"] : {}
    if (options.baseUrl === null && typeof compiler["baseUrl"] === "string") options.baseUrl = place(folder, compiler["baseUrl"])
    if (options.paths === null && isRecord(compiler["paths"])) {
      const base = typeof compiler["baseUrl"] === "string" ? place(folder, compiler["baseUrl"]) : folder
      options.paths = { folder: base, entries: compiler["paths"] }
    }
    const parents = [document["extends"]].flat().filter((each): each is string => typeof each === "string")
    for (const parent of parents.toReversed()) {
      const found = extended(tree, next, place, parent, packagePath)
      if (found !== null) waiting.push(found)
    }
  }
  const table = new AliasTable()
  for (const [pattern, targets] of Object.entries(options.paths?.entries ?? {})) {
    if (!Array.isArray(targets)) continue
    const texts = targets.filter((each): each is string => typeof each === "string")
    table.add(
      pattern,
      texts.map((each) => place(options.baseUrl ?? options.paths?.folder ?? home, each)),
    )
  }
  if (options.baseUrl !== null) table.add("*", [options.baseUrl === "" ? "*" : `${options.baseUrl}/*`])
  return table
}

function extended(
  tree: SourceTree,
  from: string,
  place: (folder: string, target: string) => string,
  parent: string,
  packagePath: (from: string, specifier: string) => string | null,
): string | null {
  const isPath = /^(?:\.{1,2}\/|\$\{configDir\})/.test(parent) || parent === ".." || parent === "."
  const target = isPath ? place(folderOf(from), parent) : packagePath(from, parent)
  if (target === null) return null
  return [target, `${target}.json`, `${target}/tsconfig.json`].find((each) => tree.files.has(each)) ?? null
}

// https://github.com/ilearnio/module-alias
function moduleAliases(manifest: Manifest): AliasTable {
  const table = new AliasTable()
  const aliases = manifest.document["_moduleAliases"]
  for (const [name, target] of Object.entries(isRecord(aliases) ? aliases : {}))
    if (typeof target === "string") addFolder(table, name, join(folderOf(manifest.path), target))
  return table
}

// https://github.com/tleunen/babel-plugin-module-resolver
function babelAliases(path: string, text: string): AliasTable {
  const table = new AliasTable()
  const document = parseJson(text)
  const plugins = isRecord(document) && Array.isArray(document["plugins"]) ? document["plugins"] : []
  for (const plugin of plugins) {
    if (!Array.isArray(plugin) || !/^(?:babel-plugin-)?module-resolver$/.test(String(plugin[0])) || !isRecord(plugin[1])) continue
    const { root, alias } = plugin[1]
    for (const [name, target] of Object.entries(isRecord(alias) ? alias : {}))
      if (typeof target === "string" && !name.startsWith("^")) addFolder(table, name, join(folderOf(path), target))
    for (const each of [root].flat()) if (typeof each === "string") table.add("*", [`${join(folderOf(path), each)}/*`])
  }
  return table
}

function addFolder(table: AliasTable, name: string, target: string): void {
  table.add(name, [target])
  table.add(`${name}/*`, [target === "" ? "*" : `${target}/*`])
}

function isVendored(path: string): boolean {
  return path.includes("node_modules/")
}
