import { readYaml } from "../../hygiene/yaml.ts"
import type { SourceTree } from "../../model/source.ts"
import { isRecord } from "./manifest.ts"
import type { Manifest } from "./manifest.ts"
import { folderOf, foldersAbove } from "./resolve-import.ts"

// A list of versions that all packages of a repository share; longer is no list somebody keeps.
const MAX_TEXT = 200_000
const DEFAULT = "default"

/** Gives the range that `catalog:` or `catalog:name` stands for in a manifest of this folder; `null` where no list says it. */
export type Catalogs = (folder: string, name: string, range: string) => string | null

/**
 * Reads the lists of versions that manifests refer to with `catalog:`: of pnpm (`pnpm-workspace.yaml`), Yarn (`.yarnrc.yml`) and Bun
 * (`package.json`). Never throws.
 */
export function readCatalogs(tree: SourceTree, manifests: readonly Manifest[]): Catalogs {
  const byFolder = new Map<string, Map<string, string>>()
  const take = (folder: string, source: unknown): void => {
    if (!isRecord(source)) return
    const known = byFolder.get(folder) ?? new Map<string, string>()
    byFolder.set(folder, known)
    const lists: [string, unknown][] = [
      [DEFAULT, source["catalog"]],
      ...Object.entries(isRecord(source["catalogs"]) ? source["catalogs"] : {}),
    ]
    for (const [list, ranges] of lists)
      for (const [name, range] of Object.entries(isRecord(ranges) ? ranges : {}))
        if (typeof range === "string") known.set(`${list}\0${name}`, range)
  }
  for (const { path, document } of manifests) {
    take(folderOf(path), document["workspaces"])
    take(folderOf(path), document)
  }
  for (const { path, text } of tree.files.values())
    if (/(?:^|\/)(?:pnpm-workspace|\.yarnrc)\.ya?ml$/.test(path) && text.length <= MAX_TEXT) take(folderOf(path), readYaml(text))
  return (folder, name, range) => {
    const list = /^catalog:(.*)$/.exec(range)?.[1]?.trim() || DEFAULT
    for (const each of foldersAbove(folder)) {
      const found = byFolder.get(each)?.get(`${list}\0${name}`)
      if (found !== undefined) return found
    }
    return null
  }
}
