import { parse } from "yaml"
import { isRecord, parseJson } from "./manifest.ts"
import type { Project } from "./project.ts"
import { folderOf } from "./resolve-import.ts"

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
  /** What is locked for a dependency declared in the package.json of this folder; `null` when nothing is. */
  lockedFor(folder: string, name: string): Locked | null
}

const NAMES = ["package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml"] as const

/** The lockfile that governs a package.json: beside it or in a folder above. `null` when there is none or it cannot be read. */
export function lockfileFor(project: Project, manifestPath: string): Lockfile | null {
  for (let folder = folderOf(manifestPath); ; folder = folderOf(folder)) {
    for (const name of NAMES) {
      const path = folder === "" ? name : `${folder}/${name}`
      // Two lockfiles side by side: which one counts cannot be told, so the first in npm's own order does.
      if (project.has(path)) return project.once(`lockfile ${path}`, () => readLockfile(path, project.textOf(path)))
    }
    if (folder === "") return null
  }
}

function readLockfile(path: string, text: string | null): Lockfile | null {
  if (text === null) return null
  if (path.endsWith("yarn.lock")) return text.includes("__metadata:") ? readBerry(path, text) : readClassic(path, text)
  return path.endsWith(".yaml") ? readPnpm(path, text) : readNpm(path, text)
}

function readNpm(path: string, text: string): Lockfile | null {
  const document = parseJson(text)
  if (!isRecord(document)) return null
  const root = folderOf(path)
  const packages = isRecord(document["packages"]) ? document["packages"] : null
  const old = isRecord(document["dependencies"]) ? document["dependencies"] : {}
  return {
    path,
    install: "npm install",
    cleanInstall: "npm ci",
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

function readClassic(path: string, text: string): Lockfile {
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
    lockedFor: (_folder, name) => firstNamed(versions, name),
  }
}

function readBerry(path: string, text: string): Lockfile | null {
  const document = parseYaml(text)
  if (document === null) return null
  const versions = new Map<string, string | null>()
  for (const [keys, entry] of Object.entries(document)) {
    if (keys === "__metadata" || !isRecord(entry)) continue
    for (const key of keys.split(/,\s*/)) versions.set(key.replace(/@(?:npm|workspace|patch):/, "@"), textOf(entry["version"]))
  }
  return {
    path,
    install: "yarn install",
    cleanInstall: "yarn install --immutable",
    lockedFor: (_folder, name) => firstNamed(versions, name),
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

// Yarn keys are `name@range`, shared by all that ask for the same.
function firstNamed(versions: ReadonlyMap<string, string | null>, name: string): Locked | null {
  const found = [...versions].filter(([key]) => key.startsWith(`${name}@`))
  if (found.length === 0) return null
  const distinct = new Set(found.map(([, version]) => version))
  return {
    version: distinct.size === 1 ? (found[0]?.[1] ?? null) : null,
    range: null,
    ranges: found.map(([key]) => key.slice(name.length + 1)),
  }
}

function withoutPeers(version: string | null): string | null {
  return version?.replace(/[(_].*$/, "") ?? null
}

function parseYaml(text: string): Record<string, unknown> | null {
  try {
    const document: unknown = parse(text, { maxAliasCount: 50, logLevel: "silent" })
    return isRecord(document) ? document : null
  } catch {
    return null
  }
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null
}
