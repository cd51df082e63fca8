import type { Diff } from "../../model/diff.ts"
import { isLockfile } from "../classify.ts"
import { lockedPackagesOf } from "../source/locked-packages.ts"
import type { LockedPackage } from "../source/locked-packages.ts"
import type { Project } from "../source/project.ts"
import { folderOf } from "../source/resolve-import.ts"

/** A package that the change brings in, or brings in another version of. */
export interface AddedPackage extends LockedPackage {
  readonly lockfile: string
  /** Versions of it that were installed before; empty for a new package. */
  readonly before: readonly LockedPackage[]
  /** Names from a package that package.json asks for down to this one; one name for a direct dependency, empty when nothing leads there. */
  readonly way: readonly string[]
  /** The package.json that asks for the first of the way; `null` when none does. */
  readonly manifest: string | null
}

export interface LockedChange {
  readonly added: readonly AddedPackage[]
  /** Names that are not installed any more. */
  readonly removed: readonly string[]
}

// A change that replaces the package manager brings everything; nobody reads a list of that.
const MAX_ADDED = 400

/** Compares the lockfiles a change touches: what is really installed, however little package.json says. Ordered by name. */
export function lockedChangeOf(sides: Sides): LockedChange {
  // Several rules ask, and the advice.
  return sides.head.once("what the lockfiles bring", () => compareLocked(sides))
}

interface Sides {
  readonly diff: Diff
  readonly base: Project
  readonly head: Project
}

function compareLocked({ diff, base, head }: Sides): LockedChange {
  const added: AddedPackage[] = []
  const removed = new Set<string>()
  for (const file of diff.files) {
    if (!isLockfile(file.path) || file.status === "deleted") continue
    const text = head.textOf(file.path)
    const old = file.oldPath === null ? null : base.textOf(file.oldPath)
    // A lockfile that is new says nothing about what is new.
    if (text === null || old === null) continue
    const now = lockedPackagesOf(file.path, text)
    const before = groupByName(lockedPackagesOf(file.oldPath ?? file.path, old))
    const names = new Set(now.map(({ name }) => name))
    for (const name of before.keys()) if (!names.has(name)) removed.add(name)
    const wayTo = waysFrom(head, file.path, now)
    for (const each of now) {
      const known = before.get(each.name) ?? []
      if (known.some(({ version }) => version === each.version)) continue
      if (added.length >= MAX_ADDED || added.some(({ name, version }) => name === each.name && version === each.version)) continue
      const { way, manifest } = wayTo(each.name)
      added.push({ ...each, lockfile: file.path, before: known, way, manifest })
    }
  }
  return { added: added.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)), removed: [...removed].sort() }
}

function groupByName(packages: readonly LockedPackage[]): Map<string, LockedPackage[]> {
  const byName = new Map<string, LockedPackage[]>()
  for (const each of packages) byName.set(each.name, [...(byName.get(each.name) ?? []), each])
  return byName
}

/** The shortest way from what the manifests ask for, breadth first over names. */
function waysFrom(
  head: Project,
  lockfile: string,
  packages: readonly LockedPackage[],
): (name: string) => Pick<AddedPackage, "way" | "manifest"> {
  const folder = folderOf(lockfile)
  const needs = groupByName(packages)
  const parent = new Map<string, string | null>()
  const asks = new Map<string, string>()
  for (const manifest of head.manifests) {
    if (folder !== "" && !manifest.path.startsWith(`${folder}/`)) continue
    for (const group of [manifest.dependencies, manifest.optionalDependencies, manifest.devDependencies])
      for (const name of Object.keys(group)) {
        if (!asks.has(name)) asks.set(name, manifest.path)
        parent.set(name, null)
      }
  }
  const queue = [...parent.keys()]
  for (const name of queue)
    for (const need of needs.get(name)?.flatMap((each) => each.needs) ?? [])
      if (!parent.has(need)) {
        parent.set(need, name)
        queue.push(need)
      }
  return (name) => {
    const way: string[] = []
    for (let at: string | null | undefined = parent.has(name) ? name : null; at != null; at = parent.get(at)) way.unshift(at)
    return { way, manifest: asks.get(way[0] ?? "") ?? null }
  }
}
