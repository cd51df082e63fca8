import { readYaml } from "../../hygiene/yaml.ts"
import { isRecord, parseJson } from "./manifest.ts"
import type { Project } from "./project.ts"
import { folderOf } from "./resolve-import.ts"
import { workspaceMembers } from "./workspaces.ts"

export interface Locked {
  /** Installed version, where the format tells. */
  readonly version: string | null
  /** The range the lockfile was made for, where the format tells. */
  readonly range: string | null
  /** Every range of this name that is locked, for formats that do not say whose it is; else `null`. */
  readonly ranges: readonly string[] | null
}

export interface Lockfile {
  readonly path: string
  readonly install: string
  readonly cleanInstall: string
  /** Names of packages of which a setting of the repository decides the version, whatever a package.json asks for. */
  readonly overridden: ReadonlySet<string>
  /** What is locked for a dependency declared in the package.json of this folder; `null` when nothing is. */
  lockedFor(folder: string, name: string): Locked | null
}

const NAMES = ["package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock"] as const
// Binary, or of another registry: it is there, and nobody here reads it.
const UNREAD = ["bun.lockb", "deno.lock"] as const

/** Whether there is a lockfile for a package.json, beside it or in a folder above, be it one that can be read or not. */
export function hasLockfile(project: Project, manifestPath: string): boolean {
  for (let folder = folderOf(manifestPath); ; folder = folderOf(folder)) {
    if ([...NAMES, ...UNREAD].some((name) => project.has(inFolder(folder, name)))) return true
    if (folder === "") return false
  }
}

/** The lockfile that governs a package.json: beside it or in a folder above. `null` when there is none or it cannot be read. */
export function lockfileFor(project: Project, manifestPath: string): Lockfile | null {
  for (let folder = folderOf(manifestPath); ; folder = folderOf(folder)) {
    for (const name of NAMES) {
      const beside = inFolder(folder, name)
      if (!project.has(beside)) continue
      // Two lockfiles side by side: which one counts cannot be told, so the first in npm's own order does.
      const path = name === "pnpm-lock.yaml" ? sharedLockfile(project, beside) : beside
      if (name === "yarn.lock" && !isMemberOf(project, folder, folderOf(manifestPath))) return null
      return project.once(`lockfile ${path}`, () => readLockfile(project, path))
    }
    if (folder === "") return null
  }
}

function inFolder(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`
}

// The other formats say whose they are.
function isMemberOf(project: Project, root: string, folder: string): boolean {
  if (root === folder) return true
  const membersOf = project.once("members of workspaces", () => workspaceMembers(project.tree, project.manifests))
  return membersOf.get(root)?.has(folder) ?? false
}

// All packages of a pnpm workspace share the lockfile beside its settings; one that lies in a package is left over, or for other purposes.
function sharedLockfile(project: Project, path: string): string {
  let shared = path
  for (let folder = folderOf(path); folder !== "";) {
    folder = folderOf(folder)
    const above = inFolder(folder, "pnpm-lock.yaml")
    if (project.has(inFolder(folder, "pnpm-workspace.yaml")) && project.has(above)) shared = above
  }
  return shared
}

function readLockfile(project: Project, path: string): Lockfile | null {
  const text = project.textOf(path)
  if (text === null) return null
  const root = project.manifests.find((each) => each.path === inFolder(folderOf(path), "package.json"))?.document ?? {}
  if (path.endsWith("yarn.lock")) {
    const overridden = namesIn(root["resolutions"])
    return text.includes("__metadata:") ? readBerry(path, text, overridden) : readClassic(path, text, overridden)
  }
  if (path.endsWith("bun.lock")) return readBun(path, text)
  return path.endsWith(".yaml") ? readPnpm(path, text) : readNpm(path, text, namesIn(root["overrides"]))
}

// `"axios"`, `"qs@<6"`, `"express>qs"`, `"**/qs"`; npm nests them.
function namesIn(overrides: unknown, names = new Set<string>()): ReadonlySet<string> {
  if (!isRecord(overrides)) return names
  for (const [key, value] of Object.entries(overrides)) {
    // A `>` before a name leads from a package to one of its own; before a number it belongs to a range.
    const last = key.split(/>(?=[@a-z])/i).at(-1) ?? ""
    const name = /^(?:\*\*\/|[\w.-]+\/(?=[@\w]))?(@[^/@]+\/[^/@]+|[^/@]+)(?:@.*)?$/.exec(last)?.[1]
    if (name !== undefined) names.add(name)
    namesIn(value, names)
  }
  return names
}

function readNpm(path: string, text: string, overridden: ReadonlySet<string>): Lockfile | null {
  const document = parseJson(text)
  if (!isRecord(document)) return null
  const root = folderOf(path)
  const packages = isRecord(document["packages"]) ? document["packages"] : null
  const old = isRecord(document["dependencies"]) ? document["dependencies"] : {}
  return {
    path,
    install: "npm install",
    cleanInstall: "npm ci",
    overridden,
    lockedFor(folder, name) {
      if (!packages) {
        const entry = Object.hasOwn(old, name) ? old[name] : undefined
        return isRecord(entry) ? { version: textOf(entry["version"]), range: null, ranges: null } : null
      }
      const inside = root === "" ? folder : folder === root ? "" : folder.slice(root.length + 1)
      const own = isRecord(packages[inside]) ? packages[inside] : null
      // A folder the lockfile does not know is no workspace of it.
      if (own === null) return { version: null, range: null, ranges: null }
      for (let at = inside; ; at = folderOf(at)) {
        const entry = packages[at === "" ? `node_modules/${name}` : `${at}/node_modules/${name}`]
        if (isRecord(entry)) return { version: textOf(entry["version"]), range: declaredRange(own, name), ranges: null }
        if (at === "") return null
      }
    },
  }
}

function declaredRange(entry: Record<string, unknown>, name: string): string | null {
  for (const group of ["dependencies", "devDependencies", "optionalDependencies", "peerDependencies"]) {
    const ranges = entry[group]
    if (isRecord(ranges) && Object.hasOwn(ranges, name)) return textOf(ranges[name])
  }
  return null
}

function readClassic(path: string, text: string, overridden: ReadonlySet<string>): Lockfile {
  const versions = new Map<string, string | null>()
  let keys: string[] = []
  for (const line of text.split(/\r?\n/)) {
    if (/^\S.*:$/.test(line) && !line.startsWith("#")) {
      keys = line
        .slice(0, -1)
        .split(/,\s*/)
        .map((key) => key.replace(/^"|"$/g, ""))
      for (const key of keys) versions.set(key, null)
    } else {
      const version = /^ {2}version "?([^"]+)"?$/.exec(line)?.[1]
      if (version !== undefined) for (const key of keys) versions.set(key, version)
    }
  }
  return {
    path,
    install: "yarn install",
    cleanInstall: "yarn install --frozen-lockfile",
    overridden,
    lockedFor: byName(versions),
  }
}

// Its file is YAML, of which it uses little; a parser takes half a second for that of a large repository.
function readBerry(path: string, text: string, overridden: ReadonlySet<string>): Lockfile {
  const versions = new Map<string, string | null>()
  let keys: string[] = []
  for (const line of text.split(/\r?\n/)) {
    // Keys of more than a thousand characters stand behind a question mark.
    const written = /^(?:\? (.+)|(["\w@].*):)$/.exec(line)
    if (written) {
      const all = (written[1] ?? written[2] ?? "").replace(/^"(.*)"$/, "$1")
      keys = all === "__metadata" ? [] : all.split(/,\s*/).map((key) => key.replace(/@(?:npm|workspace|patch):/, "@"))
      for (const key of keys) versions.set(key, null)
    } else {
      const version = /^ {2}version: "?([^"]+)"?$/.exec(line)?.[1]
      if (version !== undefined) for (const key of keys) versions.set(key, version)
    }
  }
  return {
    path,
    install: "yarn install",
    cleanInstall: "yarn install --immutable",
    overridden,
    lockedFor: byName(versions),
  }
}

function readPnpm(path: string, text: string): Lockfile | null {
  // What is asked for stands above what is installed, which is a hundred times as much.
  const installed = text.search(/^packages:/m)
  const document = parseYaml(installed === -1 ? text : text.slice(0, installed))
  if (document === null) return null
  const root = folderOf(path)
  const importers = isRecord(document["importers"]) ? document["importers"] : { ".": document }
  return {
    path,
    install: "pnpm install",
    cleanInstall: "pnpm install --frozen-lockfile",
    // Wherever they are set, pnpm repeats them here.
    overridden: namesIn(document["overrides"]),
    lockedFor(folder, name) {
      const inside = folder === root ? "." : root === "" ? folder : folder.slice(root.length + 1)
      const importer = importers[inside]
      if (!isRecord(importer)) return { version: null, range: null, ranges: null }
      for (const group of ["dependencies", "devDependencies", "optionalDependencies"]) {
        const entries = importer[group]
        if (!isRecord(entries) || !Object.hasOwn(entries, name)) continue
        const entry = entries[name]
        const specifiers = isRecord(importer["specifiers"]) ? importer["specifiers"] : {}
        if (isRecord(entry)) return { version: withoutPeers(textOf(entry["version"])), range: textOf(entry["specifier"]), ranges: null }
        return { version: withoutPeers(textOf(entry)), range: textOf(specifiers[name]), ranges: null }
      }
      return null
    },
  }
}

// https://bun.com/docs/pm/lockfile
function readBun(path: string, text: string): Lockfile | null {
  const document = parseJson(text)
  if (!isRecord(document) || !isRecord(document["workspaces"])) return null
  const workspaces = document["workspaces"]
  const packages = isRecord(document["packages"]) ? document["packages"] : {}
  const root = folderOf(path)
  return {
    path,
    install: "bun install",
    cleanInstall: "bun install --frozen-lockfile",
    overridden: namesIn(document["overrides"]),
    lockedFor(folder, name) {
      const own = workspaces[root === "" ? folder : folder === root ? "" : folder.slice(root.length + 1)]
      if (!isRecord(own)) return { version: null, range: null, ranges: null }
      const range = declaredRange(own, name)
      const found = Object.hasOwn(packages, name) ? packages[name] : undefined
      const resolved = Array.isArray(found) ? textOf(found[0]) : null
      return range === null ? null : { version: resolved?.slice(name.length + 1) ?? null, range, ranges: null }
    },
  }
}

// Yarn keys are `name@range`, shared by all that ask for the same.
function byName(versions: ReadonlyMap<string, string | null>): Lockfile["lockedFor"] {
  const keysOf = Map.groupBy(versions.keys(), (key) => key.slice(0, Math.max(key.indexOf("@", 1), 0)))
  return (_folder, name) => {
    const keys = keysOf.get(name)
    if (!keys) return null
    const distinct = new Set(keys.map((key) => versions.get(key) ?? null))
    return {
      version: distinct.size === 1 ? ([...distinct][0] ?? null) : null,
      range: null,
      ranges: keys.map((key) => key.slice(name.length + 1)),
    }
  }
}

function withoutPeers(version: string | null): string | null {
  return version?.replace(/[(_].*$/, "") ?? null
}

function parseYaml(text: string): Record<string, unknown> | null {
  const document = readYaml(text)
  return isRecord(document) ? document : null
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null
}
