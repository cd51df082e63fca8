import type { Manifest } from "./manifest.ts"

export const installedGroups = ["dependencies", "devDependencies", "optionalDependencies"] as const

/** Every package a manifest asks for in the given groups, in its own order. */
export function* dependenciesOf(manifest: Manifest, groups: readonly (typeof installedGroups)[number][]) {
  for (const group of groups) for (const [name, range] of Object.entries(manifest[group])) yield { group, name, range }
}

/** Where `"key": …` stands below `"section"` in the text of a package.json: the whole entry up to the end of its line. */
export function manifestSpot(text: string, section: string, key: string): { start: number; end: number } {
  const from = Math.max(text.indexOf(`"${section}"`), 0)
  const start = text.indexOf(`"${key}"`, from + section.length + 2)
  if (start === -1) return { start: from, end: from + 1 }
  const end = text.indexOf("\n", start)
  const line = text.slice(start, end === -1 ? text.length : end)
  return { start, end: start + line.replace(/,?\s*$/, "").length }
}

/** Whether the path is a package.json somebody wrote. */
export function isManifestPath(path: string): boolean {
  return /(?:^|\/)package\.json$/.test(path) && !/(?:^|\/)(?:node_modules|fixtures?|__fixtures__|examples?|templates?)\//.test(path)
}
