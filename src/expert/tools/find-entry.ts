import { escapeInvisible } from "../../hygiene/invisible.ts"
import type { TreeEntry, TreeIndex } from "../../model/source.ts"
import { Refusal } from "./tool.ts"

/**
 * Takes the tree of the head and a path from the model, returns the regular file of exactly that name. A path is looked up and never walked, so
 * that nothing in it can lead anywhere. A name with invisible characters may be given as it was shown. @throws Refusal with the reason.
 */
export function findFile(tree: Pick<TreeIndex, "entries">, path: string): TreeEntry {
  const entry = tree.entries.get(path) ?? findShown(tree, path)
  if (entry === undefined) throw new Refusal(reasonFor(tree, path))
  const kind = kindOf(entry)
  if (kind === "symlink") throw new Refusal("this path is a symbolic link; links are not followed")
  if (kind === "submodule") throw new Refusal("this path is a submodule; its files belong to another repository")
  return entry
}

/** Takes an entry of a tree, returns what it is. */
export function kindOf({ mode }: TreeEntry): "file" | "symlink" | "submodule" {
  if (mode.startsWith("100")) return "file"
  return mode === "120000" ? "symlink" : "submodule"
}

function findShown({ entries }: Pick<TreeIndex, "entries">, path: string): TreeEntry | undefined {
  if (!path.includes("\\u{")) return undefined
  for (const [name, entry] of entries) if (escapeInvisible(name) === path) return entry
  return undefined
}

function reasonFor({ entries }: Pick<TreeIndex, "entries">, path: string): string {
  if (path.includes("\0")) return "a path has no NUL in it"
  if (/^(?:[/\\]|[A-Za-z]:[/\\])/.test(path)) return "paths start at the root of the repository and without a slash"
  const parts = path.split(/[/\\]/)
  if (parts.includes("..") || parts.includes(".")) return "paths have no `.` and `..` in them"
  if (parts.some((part) => part.toLowerCase() === ".git")) return "the repository's own data cannot be read"
  const folder = path.endsWith("/") ? path : `${path}/`
  for (const name of entries.keys()) if (name.startsWith(folder)) return "this is a folder; list it with Glob"
  return "there is no such file at the head; find it with Glob"
}
