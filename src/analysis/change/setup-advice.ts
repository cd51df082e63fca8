import type { Advice } from "../../model/analysis.ts"
import { isLockfile, isTestPath } from "../classify.ts"
import { lockedChangeOf } from "../dependencies/compare-locked.ts"
import { environmentReads, sampleFor } from "../source/environment.ts"
import { lockfileFor } from "../source/lockfile.ts"
import type { Project } from "../source/project.ts"
import { folderOf } from "../source/resolve-import.ts"
import type { Part, Sides } from "./changed-parts.ts"

const SHOWN = 8

/** What has to be installed, set, migrated or known before this change runs: one note for each kind, none where nothing is new. */
export function adviseOnSetup(sides: Sides, parts: readonly Part[]): Advice[] {
  const notes = [...dependencyNotes(sides, parts), ...variableNotes(sides), ...migrationNotes(parts), ...scriptNotes(parts)]
  return notes.map((text) => ({ heading: "setup", text }))
}

function dependencyNotes({ diff, base, head }: Sides, parts: readonly Part[]): string[] {
  const changed = parts.filter((part) => part.kind === "dependency")
  const manifest = head.manifests[0]
  if (!manifest || (changed.length === 0 && !diff.files.some((file) => isLockfile(file.path)))) return []
  const lockfile = lockfileFor(head, manifest.path)
  const added = namesOf(changed, "adds")
  // A clean install stops when the lockfile does not know what package.json asks for.
  const isLocked = lockfile === null || !isAnyUnlocked(head)
  const install = lockfile === null ? "npm install" : isLocked ? lockfile.cleanInstall : lockfile.install
  const what = [
    added.length > 0 ? `New dependenc${added.length === 1 ? "y" : "ies"}: ${listOf(added)}.` : "",
    namesOf(changed, "changes").length > 0 ? `Other versions: ${listOf(namesOf(changed, "changes"))}.` : "",
    namesOf(changed, "removes").length > 0 ? `No longer needed: ${listOf(namesOf(changed, "removes"))}.` : "",
  ].filter((text) => text !== "")
  const installed = installedNote({ diff, base, head })
  const run = `Run \`${install}\` before starting${isLocked ? "" : ` and commit \`${lockfile.path}\`, which does not match package.json yet`}.`
  return [[...(what.length > 0 ? what : ["The lockfile changes."]), ...installed, run].join(" ")]
}

/** What the lockfile really brings, beyond what package.json names. */
function installedNote(sides: Pick<Sides, "diff" | "base" | "head">): string[] {
  const { added, removed } = lockedChangeOf(sides)
  const fresh = added.filter(({ before }) => before.length === 0)
  const transitive = fresh.filter(({ way }) => way.length !== 1)
  if (fresh.length + removed.length === 0) return []
  const names = transitive.slice(0, SHOWN).map(({ name, version, way }) => {
    const from = way.length > 1 ? ` (by \`${(way[0] ?? "").replaceAll("`", "'")}\`)` : ""
    return `\`${name.replaceAll("`", "'")}\` ${version.replaceAll("`", "'")}${from}`
  })
  const more = transitive.length > SHOWN ? `, and ${transitive.length - SHOWN} more` : ""
  const brought = transitive.length === 0 ? "" : `: ${names.join(", ")}${more}`
  return [
    `Installed with it: ${fresh.length} package${fresh.length === 1 ? "" : "s"} that ${fresh.length === 1 ? "was" : "were"} not there before, ${transitive.length} of them not named in package.json${brought}; ${removed.length} no longer installed.`,
  ]
}

function isAnyUnlocked(head: Project): boolean {
  return head.manifests.some((manifest) =>
    Object.keys({ ...manifest.dependencies, ...manifest.devDependencies }).some((name) => {
      const lockfile = lockfileFor(head, manifest.path)
      return lockfile !== null && lockfile.lockedFor(folderOf(manifest.path), name) === null
    }),
  )
}

function variableNotes(sides: Sides): string[] {
  const variables = newVariables(sides)
  const required = variables.filter((each) => !each.hasFallback)
  const optional = variables.filter((each) => each.hasFallback)
  const sample = variables.map((each) => sampleFor(sides.head, each.path)).find((path) => path !== null)
  const named = sample == null ? [] : variables.filter((each) => new RegExp(`\\b${each.name}\\b`).test(sides.head.textOf(sample) ?? ""))
  const notes = [
    required.length > 0 ? `Set before deploying: ${listOf(required.map((each) => each.name))} (new, read without a default).` : "",
    optional.length > 0 ? `New, with a default in the code: ${listOf(optional.map((each) => each.name))}.` : "",
    sample != null && named.length > 0
      ? `\`${sample}\` explains ${named.length === variables.length ? "them" : listOf(named.map((each) => each.name))}.`
      : "",
  ].filter((text) => text !== "")
  return notes.length === 0 ? [] : [`Environment variables. ${notes.join(" ")}`]
}

interface NewVariable {
  readonly name: string
  readonly path: string
  readonly hasFallback: boolean
}

/** Environment variables that changed files read at the head and no source file names at the base, by name. */
function newVariables({ diff, base, head }: Sides): NewVariable[] {
  const found = new Map<string, NewVariable>()
  for (const file of diff.files) {
    const module = file.status === "deleted" || isTestPath(file.path) ? null : head.moduleOf(file.path)
    for (const { name, hasFallback } of module ? environmentReads(module) : []) {
      const known = found.get(name)
      if (known || !isNamedAtBase(base, name))
        found.set(name, { name, path: file.path, hasFallback: hasFallback && (known?.hasFallback ?? true) })
    }
  }
  return [...found.values()].sort((a, b) => (a.name < b.name ? -1 : 1))
}

function isNamedAtBase(base: Project, name: string): boolean {
  const word = new RegExp(`\\b${name}\\b`)
  return base.sourcePaths.some((path) => !isTestPath(path) && word.test(base.textOf(path) ?? ""))
}

function migrationNotes(parts: readonly Part[]): string[] {
  const added = namesOf(
    parts.filter((part) => part.kind === "migration"),
    "adds",
  )
  if (added.length === 0) return []
  return [`Run the new migration${added.length === 1 ? "" : "s"} before the new code serves requests: ${listOf(added)}.`]
}

function scriptNotes(parts: readonly Part[]): string[] {
  const scripts = parts
    .filter((part) => part.kind === "script")
    .map((part) => ({ ...part, name: part.name.replace("npm script ", "npm run ") }))
  const added = namesOf(scripts, "adds")
  const changed = namesOf(scripts, "changes")
  const notes = [added.length > 0 ? `New: ${listOf(added)}.` : "", changed.length > 0 ? `Changed: ${listOf(changed)}.` : ""].filter(
    (text) => text !== "",
  )
  return notes.length === 0 ? [] : [`Scripts. ${notes.join(" ")}`]
}

function namesOf(parts: readonly Part[], verb: Part["verb"]): string[] {
  return parts.filter((part) => part.verb === verb).map((part) => part.name)
}

function listOf(names: readonly string[]): string {
  const shown = names.slice(0, SHOWN).map((name) => `\`${name.replaceAll("`", "'").slice(0, 100)}\``)
  return `${shown.join(", ")}${names.length > SHOWN ? ` and ${names.length - SHOWN} more` : ""}`
}
