import picomatch from "picomatch"
import type { SourceTree } from "../../model/source.ts"
import { isRecord, parseJson } from "./manifest.ts"
import type { Manifest } from "./manifest.ts"
import { folderOf, foldersAbove, join } from "./resolve-import.ts"

const MAX_GLOBS = 200

export interface Workspaces {
  /** The manifest of a package of this repository as a file sees it by name; `null` when the name is a package from outside. */
  packageNamed(from: string, name: string): Manifest | null
  /** Whether a list of workspaces belongs to this folder. */
  isRoot(folder: string): boolean
}

interface Root {
  readonly folder: string
  readonly packages: ReadonlyMap<string, Manifest>
}

/** Reads the workspaces of npm, yarn, pnpm and lerna, and dependencies that name a folder or the workspace. */
export function readWorkspaces(tree: SourceTree, manifests: readonly Manifest[]): Workspaces {
  const named = manifests.filter((each) => each.name !== null)
  const roots = new Map<string, Root>()
  for (const { folder, globs } of declaredRoots(tree, manifests)) {
    const packages = new Map<string, Manifest>(roots.get(folder)?.packages)
    for (const manifest of membersAmong(named, folder, globs))
      if (!packages.has(manifest.name as string)) packages.set(manifest.name as string, manifest)
    roots.set(folder, { folder, packages })
  }
  const byFolder = new Map(manifests.map((each) => [folderOf(each.path), each]))
  const byName = new Map<string, Manifest>()
  for (const each of named) if (!byName.has(each.name as string)) byName.set(each.name as string, each)
  return {
    isRoot: (folder) => roots.has(folder),
    packageNamed(from, name) {
      if (!byName.has(name)) return null
      let isNearest = true
      for (const folder of foldersAbove(from)) {
        const found = roots.get(folder)?.packages.get(name)
        if (found) return found
        const manifest = byFolder.get(folder)
        if (!manifest) continue
        // A package may import itself by its name.
        if (isNearest && manifest.name === name) return manifest
        isNearest = false
        const range = manifest.dependencies[name] ?? manifest.devDependencies[name] ?? manifest.optionalDependencies[name]
        const linked = range === undefined ? null : /^(?:file|link|portal):(.+)$/.exec(range)
        if (linked) return byFolder.get(join(folder, linked[1] as string)) ?? null
        if (range?.startsWith("workspace:") === true) return byName.get(name) ?? null
      }
      return null
    },
  }
}

/** The folders of the packages that belong to a list of workspaces, by the folder of the list. */
export function workspaceMembers(tree: SourceTree, manifests: readonly Manifest[]): ReadonlyMap<string, ReadonlySet<string>> {
  const members = new Map<string, Set<string>>()
  for (const { folder, globs } of declaredRoots(tree, manifests)) {
    const known = members.get(folder) ?? new Set()
    members.set(folder, known)
    for (const manifest of membersAmong(manifests, folder, globs)) known.add(folderOf(manifest.path))
  }
  return members
}

/** Those of the manifests that a list of workspaces in this folder names, and its own. */
function membersAmong(manifests: readonly Manifest[], folder: string, globs: readonly string[]): Manifest[] {
  const wanted = globs.filter((each) => !each.startsWith("!"))
  const unwanted = globs.filter((each) => each.startsWith("!")).map((each) => each.slice(1))
  const isMember = picomatch(wanted.map(cleanGlob), { ignore: unwanted.map(cleanGlob) })
  return manifests.filter((manifest) => {
    const own = folderOf(manifest.path)
    if (folder !== "" && own !== folder && !own.startsWith(`${folder}/`)) return false
    const relative = folder === "" ? own : own.slice(folder.length + 1)
    return relative === "" || isMember(relative)
  })
}

function* declaredRoots(tree: SourceTree, manifests: readonly Manifest[]): Generator<{ folder: string; globs: string[] }> {
  for (const manifest of manifests) {
    const declared = manifest.document["workspaces"]
    const globs = texts(isRecord(declared) ? declared["packages"] : declared)
    if (globs.length > 0) yield { folder: folderOf(manifest.path), globs }
  }
  for (const file of tree.files.values()) {
    if (/(?:^|\/)pnpm-workspace\.ya?ml$/.test(file.path)) {
      const globs = pnpmGlobs(file.text)
      if (globs.length > 0) yield { folder: folderOf(file.path), globs }
    } else if (/(?:^|\/)lerna\.json$/.test(file.path)) {
      const document = parseJson(file.text)
      const globs = texts(isRecord(document) ? document["packages"] : null)
      if (globs.length > 0) yield { folder: folderOf(file.path), globs }
    }
  }
}

// Only the list of packages is of interest, and it is a list of plain texts.
function pnpmGlobs(text: string): string[] {
  const globs: string[] = []
  let isInside = false
  for (const line of text.slice(0, 50_000).split(/\r?\n/)) {
    if (/^packages\s*:/.test(line)) {
      isInside = true
      const inline = /\[([^\]]*)\]/.exec(line)
      if (inline)
        return (inline[1] as string)
          .split(",")
          .map(unquote)
          .filter((each) => each !== "")
    } else if (isInside) {
      const item = /^\s*-\s+(.+)$/.exec(line)
      if (item) globs.push(unquote((item[1] as string).replace(/\s+#.*$/, "")))
      else if (/^\S/.test(line) && !line.startsWith("#")) break
    }
  }
  return globs.slice(0, MAX_GLOBS)
}

function unquote(text: string): string {
  return text.trim().replace(/^(["'])(.*)\1$/, "$2")
}

function cleanGlob(glob: string): string {
  return glob.slice(0, 300).replace(/^\.\//, "").replace(/\/+$/, "")
}

function texts(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === "string").slice(0, MAX_GLOBS) : []
}
