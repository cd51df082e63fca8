import { parse } from "yaml"
import { isRecord, parseJson } from "./manifest.ts"

/** One package a lockfile installs. */
export interface LockedPackage {
  readonly name: string
  readonly version: string
  /** SPDX expression as the package declares it, where the format keeps it. */
  readonly license: string | null
  /** Runs a script when it is installed; `null` where the format does not tell. */
  readonly runsScript: boolean | null
  /** Only needed for development; `null` where the format does not tell. */
  readonly isDevelopment: boolean | null
  /** Names of the packages it asks for. */
  readonly needs: readonly string[]
  /** Text that its entry in the lockfile begins with, to find its line. */
  readonly entry: string
}

/** Takes the path and text of a lockfile of npm, Yarn or pnpm, returns what it installs; nothing for what cannot be read. Never throws. */
export function lockedPackagesOf(path: string, text: string): LockedPackage[] {
  if (path.endsWith("yarn.lock")) return text.includes("__metadata:") ? ofBerry(text) : ofClassic(text)
  return path.endsWith(".yaml") ? ofPnpm(text) : ofNpm(text)
}

function ofNpm(text: string): LockedPackage[] {
  const document = parseJson(text)
  if (!isRecord(document) || !isRecord(document["packages"])) return []
  return Object.entries(document["packages"]).flatMap(([key, entry]) => {
    const at = key.lastIndexOf("node_modules/")
    if (at === -1 || !isRecord(entry) || entry["link"] === true) return []
    const version = textOf(entry["version"])
    if (version === null) return []
    return {
      // An alias is installed under a name of its own; `name` is the package it is.
      name: textOf(entry["name"]) ?? key.slice(at + "node_modules/".length),
      version,
      license: textOf(entry["license"]),
      runsScript: entry["hasInstallScript"] === true,
      isDevelopment: entry["dev"] === true || entry["devOptional"] === true,
      needs: [...namesOf(entry["dependencies"]), ...namesOf(entry["optionalDependencies"])],
      entry: `${JSON.stringify(key)}: {`,
    }
  })
}

function ofClassic(text: string): LockedPackage[] {
  const packages: LockedPackage[] = []
  let entry = ""
  let version = ""
  let needs: string[] = []
  const close = (): void => {
    const name = nameOfKey(entry.replace(/^"/, ""))
    if (name !== null && version !== "")
      packages.push({ name, version, license: null, runsScript: null, isDevelopment: null, needs, entry })
    ;[entry, version, needs] = ["", "", []]
  }
  for (const line of text.split(/\r?\n/)) {
    if (/^\S.*:$/.test(line) && !line.startsWith("#")) {
      close()
      entry = line
    } else {
      version = /^ {2}version "?([^"]+)"?$/.exec(line)?.[1] ?? version
      const need = /^ {4}"?((?:@[^\s"/]+\/)?[^\s"@]+)"? /.exec(line)?.[1]
      if (need !== undefined) needs.push(need)
    }
  }
  close()
  return packages
}

function ofBerry(text: string): LockedPackage[] {
  const document = parseYaml(text)
  return Object.entries(document).flatMap(([key, entry]) => {
    const name = nameOfKey(key)
    if (key === "__metadata" || !isRecord(entry) || name === null || key.includes("@workspace:")) return []
    const version = textOf(entry["version"])
    return version === null
      ? []
      : { name, version, license: null, runsScript: null, isDevelopment: null, needs: namesOf(entry["dependencies"]), entry: key }
  })
}

function ofPnpm(text: string): LockedPackage[] {
  const document = parseYaml(text)
  const packages = isRecord(document["packages"]) ? document["packages"] : {}
  const snapshots = isRecord(document["snapshots"]) ? document["snapshots"] : {}
  return Object.entries(packages).flatMap(([key, entry]) => {
    const found = /^\/?((?:@[^/]+\/)?[^/@]+)[@/]([^(_]+)/.exec(key)
    if (found === null || !isRecord(entry)) return []
    const [, name = "", version = ""] = found
    const own = Object.entries(snapshots).find(([each]) => each === key || each.startsWith(`${key}(`))?.[1] ?? entry
    return {
      name,
      version,
      license: null,
      runsScript: entry["requiresBuild"] === undefined && snapshots[key] !== undefined ? null : entry["requiresBuild"] === true,
      isDevelopment: typeof entry["dev"] === "boolean" ? entry["dev"] : null,
      needs: isRecord(own) ? [...namesOf(own["dependencies"]), ...namesOf(own["optionalDependencies"])] : [],
      entry: key,
    }
  })
}

// `name@range`, `name@npm:range`, several joined by commas.
function nameOfKey(key: string): string | null {
  return /^((?:@[^/@]+\/)?[^/@]+)@/.exec(key)?.[1] ?? null
}

function namesOf(value: unknown): string[] {
  return isRecord(value) ? Object.keys(value) : []
}

function textOf(value: unknown): string | null {
  return typeof value === "string" ? value : null
}

function parseYaml(text: string): Record<string, unknown> {
  try {
    const document: unknown = parse(text, { maxAliasCount: 50, logLevel: "silent" })
    return isRecord(document) ? document : {}
  } catch {
    return {}
  }
}
