const EXTENSIONS = [".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs", ".mts", ".cts", ".json", ".d.ts"]
// TypeScript sources import each other under the names their output will have.
const OUTPUT_TO_SOURCE: Readonly<Record<string, readonly string[]>> = {
  ".js": [".ts", ".tsx", ".jsx"],
  ".mjs": [".mts"],
  ".cjs": [".cts"],
  ".jsx": [".tsx"],
}

/** What a tree offers to whoever looks for the file behind a name. Nothing is read but manifests. */
export interface Paths {
  /** Whether the path is a file of the commit. */
  readonly has: (path: string) => boolean
  /** `main` of the package.json of a folder, when there is one. */
  readonly mainOf: (folder: string) => string | null
}

/**
 * The file a path without its extension, under the name of its output, or of a folder means; `null` when there is none.
 * `prefersSource` is TypeScript's order where a source and its output lie side by side.
 */
export function resolvePath(path: string, { has, mainOf }: Paths, prefersSource: boolean): string | null {
  const dot = path.lastIndexOf(".")
  const extension = dot > path.lastIndexOf("/") ? path.slice(dot) : ""
  const sources = OUTPUT_TO_SOURCE[extension] ?? []
  const source = () => sources.map((each) => path.slice(0, dot) + each).find(has)
  const found = (prefersSource ? source() : undefined) ?? (path !== "" && has(path) ? path : undefined) ?? source()
  if (found !== undefined) return found
  for (const each of EXTENSIONS) if (path !== "" && has(path + each)) return path + each
  const main = mainOf(path)
  if (main !== null) {
    const target = join(path, main)
    const entry = target === path ? null : resolvePath(target, { has, mainOf: () => null }, prefersSource)
    if (entry !== null) return entry
  }
  for (const each of EXTENSIONS) {
    const index = path === "" ? `index${each}` : `${path}/index${each}`
    if (has(index)) return index
  }
  return null
}

/** The folder of a path without a trailing slash; the empty string at the root. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf("/")
  return slash === -1 ? "" : path.slice(0, slash)
}

/** The folder of a path and every folder above it, nearest first; the last is the root, the empty string. */
export function* foldersAbove(path: string): Generator<string> {
  for (let folder = folderOf(path); ; folder = folderOf(folder)) {
    yield folder
    if (folder === "") return
  }
}

/** Joins repository paths and resolves `.` and `..`; going above the root gives a path that no tree has. */
export function join(folder: string, relative: string): string {
  const parts = folder === "" ? [] : folder.split("/")
  for (const part of relative.split("/")) {
    if (part === "" || part === ".") continue
    if (part === "..") {
      if (parts.length === 0) return "\0outside"
      parts.pop()
    } else parts.push(part)
  }
  return parts.join("/")
}
