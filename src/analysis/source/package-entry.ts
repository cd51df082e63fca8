import type { Manifest } from "./manifest.ts"
import { isRecord } from "./manifest.ts"
import { folderOf, join, resolvePath } from "./resolve-import.ts"
import type { Paths } from "./resolve-import.ts"

// Folders that builds write to, and where their sources usually lie.
const OUTPUT = /^(?:dist|lib|build|out|output|es|esm|cjs|module|commonjs|umd|types|typings|compiled|\.build)$/
const SOURCE_FOLDERS = ["src", "source", "lib", "app", ""]
const MAX_TARGETS = 64

/**
 * The source file behind a package of the repository: its entry for the sub-path `"."`, else what its `exports` or its folders
 * have under `"./name"`. What points to output is followed to the source it is built from. `null` when it cannot be told.
 */
export function packageEntry(manifest: Manifest, subpath: string, paths: Paths): string | null {
  const { document } = manifest
  const folder = folderOf(manifest.path)
  const { exports } = document
  if (exports !== undefined && exports !== null) {
    const isTable = isRecord(exports) && Object.keys(exports).some((each) => each.startsWith("."))
    const found = firstSource(folder, isTable ? matchSubpath(exports, subpath) : subpath === "." ? targetsOf(exports) : [], paths)
    if (found !== null) return found
  }
  if (subpath === ".") {
    const named = ["source", "module", "main", "types", "typings"].flatMap((each) => document[each] ?? [])
    return (
      firstSource(
        folder,
        named.filter((each): each is string => typeof each === "string"),
        paths,
      ) ??
      resolvePath(join(folder, "src/index"), paths, true) ??
      resolvePath(folder, { ...paths, mainOf: () => null }, true)
    )
  }
  // Without `exports`, or where its output is not in the tree, every file can be named.
  return firstSource(folder, [subpath], paths) ?? resolvePath(join(folder, `src/${subpath.slice(2)}`), paths, true)
}

/** The file a `#name` of the manifest's `imports` means, or the package it leads to; `null` when neither is there. */
export function packageImport(
  manifest: Manifest,
  specifier: string,
  paths: Paths,
): { readonly path: string } | { readonly specifier: string } | null {
  const table = manifest.document["imports"]
  if (!isRecord(table)) return null
  const targets = matchSubpath(table, specifier)
  const path = firstSource(folderOf(manifest.path), targets, paths)
  if (path !== null) return { path }
  const other = targets.find((each) => !each.startsWith(".") && !each.startsWith("#"))
  return other === undefined ? null : { specifier: other }
}

function firstSource(folder: string, targets: readonly string[], paths: Paths): string | null {
  // Declarations have no behaviour; they are the last to look at.
  const ordered = [...targets.filter((each) => !isDeclaration(each)), ...targets.filter(isDeclaration)]
  for (const target of ordered) {
    if (/^(?:[a-z]+:|\/)/i.test(target)) continue
    const found = sourceOf(folder, target, paths)
    if (found !== null) return found
  }
  return null
}

function sourceOf(folder: string, target: string, paths: Paths): string | null {
  const inside = join("", target)
  if (inside.startsWith("\0")) return null
  const parts = inside.split("/")
  const stem = inside.replace(/\.d\.([cm]?)ts$/, ".$1js")
  const isOutput = OUTPUT.test(parts[0] ?? "") && parts.length > 1
  if (!isOutput) return resolvePath(join(folder, stem), paths, true)
  // `dist/esm/index.js` may come from `src/index.ts`.
  for (
    let depth = 1;
    depth <= 3 && depth < parts.length && (depth === 1 || OUTPUT.test(parts[depth - 1] ?? "") || parts[depth - 1] === "src");
    depth++
  ) {
    const rest = stem.split("/").slice(depth).join("/")
    for (const source of SOURCE_FOLDERS) {
      if (source === parts[0]) continue
      const found = resolvePath(join(folder, source === "" ? rest : `${source}/${rest}`), paths, true)
      if (found !== null) return found
    }
  }
  return resolvePath(join(folder, stem), paths, true)
}

function isDeclaration(target: string): boolean {
  return /\.d\.[cm]?ts$/.test(target)
}

/** Targets of the entry of a table of sub-paths that fits: the exact one, else the pattern with the longest beginning. */
function matchSubpath(table: Readonly<Record<string, unknown>>, subpath: string): string[] {
  if (Object.hasOwn(table, subpath)) return targetsOf(table[subpath])
  let best: { readonly prefix: string; readonly middle: string; readonly value: unknown } | null = null
  for (const [key, value] of Object.entries(table)) {
    const star = key.indexOf("*")
    const prefix = star === -1 ? (key.endsWith("/") ? key : null) : key.slice(0, star)
    if (prefix === null || !subpath.startsWith(prefix) || (best !== null && best.prefix.length >= prefix.length)) continue
    const suffix = star === -1 ? "" : key.slice(star + 1)
    if (!subpath.endsWith(suffix) || subpath.length < prefix.length + suffix.length) continue
    best = { prefix, middle: subpath.slice(prefix.length, subpath.length - suffix.length), value }
  }
  if (best === null) return []
  const { middle } = best
  return targetsOf(best.value).map((each) =>
    each.includes("*") ? each.replaceAll("*", () => middle) : `${each}${each.endsWith("/") ? middle : ""}`,
  )
}

/** All file names below a value of `exports` or `imports`, in the order conditions are tried. */
function targetsOf(value: unknown): string[] {
  const found: string[] = []
  const waiting: unknown[] = [value]
  for (let steps = 0; waiting.length > 0 && steps < 500 && found.length < MAX_TARGETS; steps++) {
    const next = waiting.shift()
    if (typeof next === "string") found.push(next)
    else if (Array.isArray(next)) waiting.unshift(...next.slice(0, MAX_TARGETS))
    else if (isRecord(next)) waiting.unshift(...Object.values(next).slice(0, MAX_TARGETS))
  }
  return found
}
