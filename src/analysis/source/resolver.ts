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
 * Only the tree is looked at. Every answer is kept, so that the cost is that of the distinct imports.
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

  const kept = new Map<string, string | null>()
  return (from, written) => {
    const key = `${folderOf(from)}\0${isTypeScript(from) ? "t" : "j"}${written}`
    const known = kept.get(key)
    if (known !== undefined) return known
    // Bundlers take what follows as an instruction.
    const specifier = written.length > 1 ? written.replace(/\?.*$/s, "") : written
    const found =
      specifier === "" || specifier.startsWith("/") || /^[a-z]+:/i.test(specifier)
        ? null
        : /^\.{1,2}(?:\/|$)/.test(specifier)
          ? resolvePath(join(folderOf(from), specifier), paths, isTypeScript(from))
          : resolveBare(from, specifier, 0)
    kept.set(key, found)
    return found
  }
}

function isTypeScript(path: string): boolean {
  return /\.[cm]?tsx?$/.test(path)
}

// `@scope/name/sub/path` is the package `@scope/name` and `./sub/path`.
function splitSpecifier(specifier: string): { readonly name: string | null; readonly subpath: string } {
  const match = /^((?:@[^/]+\/)?[^/@.#][^/]*)(?:\/(.*))?$/.exec(specifier)
  return { name: match?.[1] ?? null, subpath: match?.[2] ? `./${match[2]}` : "." }
}
