const EXTENSIONS = [".ts", ".tsx", ".js", ".jsx", ".mjs", ".cjs", ".mts", ".cts"]
// TypeScript sources import each other under the names their output will have.
const OUTPUT_TO_SOURCE: Readonly<Record<string, readonly string[]>> = {
  ".js": [".ts", ".tsx", ".jsx"],
  ".mjs": [".mts"],
  ".cjs": [".cts"],
  ".jsx": [".tsx"],
}

/** `paths` of a tsconfig, with the folder they count from. */
export interface PathAlias {
  readonly pattern: string
  readonly targets: readonly string[]
  readonly folder: string
}

/**
 * The repository path a relative, aliased or root-based specifier means, or `null` for packages and what is not there.
 * `has` knows the paths of the tree; nothing is read.
 */
export function resolveImport(
  from: string,
  specifier: string,
  aliases: readonly PathAlias[],
  has: (path: string) => boolean,
): string | null {
  if (specifier.startsWith(".")) return resolvePath(join(folderOf(from), specifier), has)
  if (specifier.startsWith("/")) return null
  for (const alias of aliases) {
    const star = alias.pattern.indexOf("*")
    const prefix = star === -1 ? alias.pattern : alias.pattern.slice(0, star)
    const suffix = star === -1 ? "" : alias.pattern.slice(star + 1)
    if (
      star === -1
        ? specifier !== prefix
        : !specifier.startsWith(prefix) || !specifier.endsWith(suffix) || specifier.length < prefix.length + suffix.length
    )
      continue
    const middle = star === -1 ? "" : specifier.slice(prefix.length, specifier.length - suffix.length)
    for (const target of alias.targets) {
      const found = resolvePath(
        join(
          alias.folder,
          target.replace("*", () => middle),
        ),
        has,
      )
      if (found !== null) return found
    }
  }
  return null
}

/** The folder of a path without a trailing slash; the empty string at the root. */
export function folderOf(path: string): string {
  const slash = path.lastIndexOf("/")
  return slash === -1 ? "" : path.slice(0, slash)
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

function resolvePath(path: string, has: (path: string) => boolean): string | null {
  const dot = path.lastIndexOf(".")
  const extension = dot > path.lastIndexOf("/") ? path.slice(dot) : ""
  if (extension !== "" && has(path)) return path
  for (const source of OUTPUT_TO_SOURCE[extension] ?? []) if (has(path.slice(0, dot) + source)) return path.slice(0, dot) + source
  for (const each of EXTENSIONS) if (has(path + each)) return path + each
  for (const each of EXTENSIONS) {
    const index = path === "" ? `index${each}` : `${path}/index${each}`
    if (has(index)) return index
  }
  return null
}
