import type { SourceTree } from "../../model/source.ts"
import type { Manifest } from "./manifest.ts"
import { packageEntry, packageImport } from "./package-entry.ts"
import { readPathAliases } from "./path-aliases.ts"
import { folderOf, foldersAbove, join, resolvePath } from "./resolve-import.ts"
import type { Paths } from "./resolve-import.ts"
import { readWorkspaces } from "./workspaces.ts"

/** The repository path that an import in a file means; `null` for packages from outside and what is not there. */
export type Resolve = (from: string, specifier: string) => string | null

/**
 * Builds the resolver of one tree: relative paths, compiler and tool aliases, `#imports`, packages of the repository by name.
 * Only the tree is looked at. Every answer is kept, so that the cost is that of the distinct imports of a folder, or of a package.
 */
export function createResolver(tree: SourceTree, manifests: readonly Manifest[]): Resolve {
  const byFolder = new Map(manifests.map((each) => [folderOf(each.path), each]))
  const paths: Paths = {
    has: (path) => tree.entries.has(path),
    mainOf(folder) {
      const main = byFolder.get(folder)?.document["main"]
      return typeof main === "string" ? main : null
    },
  }
  const workspaces = readWorkspaces(tree, manifests)
  const aliases = readPathAliases(tree, manifests, (from, specifier) => {
    const { name, subpath } = splitSpecifier(specifier)
    const manifest = name === null ? null : workspaces.packageNamed(from, name)
    return manifest === null ? null : join(folderOf(manifest.path), subpath)
  })

  function resolveBare(from: string, specifier: string, depth: number): string | null {
    if (specifier.startsWith("#")) {
      for (const folder of foldersAbove(from)) {
        const manifest = byFolder.get(folder)
        if (!manifest) continue
        const found = packageImport(manifest, specifier, paths)
        if (found && "path" in found) return found.path
        if (found && depth < 4) return resolveBare(from, found.specifier, depth + 1)
        break
      }
    }
    for (const candidate of aliases.candidates(folderOf(from), specifier)) {
      const found = resolvePath(candidate, paths, true)
      if (found !== null) return found
    }
    const { name, subpath } = splitSpecifier(specifier)
    if (name === null) return null
    const manifest = workspaces.packageNamed(from, name)
    return manifest && packageEntry(manifest, subpath, paths)
  }

  // What a bare name means changes only at folders with a manifest, a list of workspaces or aliases of their own.
  const scopes = new Map<string, string>([["", ""]])
  const scopeOf = (folder: string): string => {
    let scope = scopes.get(folder)
    if (scope === undefined) {
      const isOwn = byFolder.has(folder) || workspaces.isRoot(folder) || aliases.isNamedIn(folder)
      scopes.set(folder, (scope = isOwn ? folder : scopeOf(folderOf(folder))))
    }
    return scope
  }
  const bare = keep((scope, written) => {
    const specifier = withoutQuery(written)
    return specifier === "" || specifier.startsWith("/") || /^[a-z]+:/i.test(specifier) ? null : resolveBare(`${scope}/`, specifier, 0)
  })
  const resolveRelative = (prefersSource: boolean): Find =>
    keep((folder, written) => resolvePath(join(folder, withoutQuery(written)), paths, prefersSource))
  const fromSource = resolveRelative(true)
  const fromOutput = resolveRelative(false)
  return (from, written) => {
    const folder = folderOf(from)
    if (!/^\.{1,2}(?:[/?]|$)/.test(written)) return bare(scopeOf(folder), written)
    return (isTypeScript(from) ? fromSource : fromOutput)(folder, written)
  }
}

/** The path that a name means in a folder. */
type Find = (folder: string, written: string) => string | null

/** Remembers what was found: the same names are written in file after file. */
function keep(find: Find): Find {
  const kept = new Map<string, Map<string, string | null>>()
  return (folder, written) => {
    let known = kept.get(folder)
    if (known === undefined) kept.set(folder, (known = new Map()))
    let found = known.get(written)
    if (found === undefined) known.set(written, (found = find(folder, written)))
    return found
  }
}

// Bundlers take what follows as an instruction.
function withoutQuery(written: string): string {
  return written.length > 1 ? written.replace(/\?.*$/s, "") : written
}

function isTypeScript(path: string): boolean {
  return /\.[cm]?tsx?$/.test(path)
}

// `@scope/name/sub/path` is the package `@scope/name` and `./sub/path`.
function splitSpecifier(specifier: string): { readonly name: string | null; readonly subpath: string } {
  const match = /^((?:@[^/]+\/)?[^/@.#][^/]*)(?:\/(.*))?$/.exec(specifier)
  return { name: match?.[1] ?? null, subpath: match?.[2] ? `./${match[2]}` : "." }
}
