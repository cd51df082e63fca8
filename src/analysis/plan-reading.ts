import picomatch from "picomatch"
import type { Diff } from "../model/diff.ts"
import type { Policy } from "../model/policy.ts"
import { createPathFilter } from "../model/reviewed-paths.ts"
import type { TreeIndex } from "../model/source.ts"
import { classifyPath, isCommandPath, isTestPath, machineMade } from "./classify.ts"
import { isEnvironmentSample } from "./source/environment.ts"
import { isSourcePath } from "./source/project.ts"
import { folderOf } from "./source/resolve-import.ts"

// Together they bound the cost of a review whatever the size of the repository; nearest files are taken first.
const MAX_SOURCES = 1_500
const MAX_TESTS = 600
const MAX_CONFIGURATION = 400
const MAX_TEMPLATES = 300
const MAX_CHANGED = 3_000

/**
 * Which files to read on each side: the changed ones, configuration, tests, and sources by their distance in folders from
 * the change. Both lists are sorted and hold only paths that exist on that side.
 */
export function planReading(diff: Diff, base: TreeIndex, head: TreeIndex, policy: Policy): { base: string[]; head: string[] } {
  const excludes = createPathFilter(policy)
  const changed = diff.files.filter((file) => file.kind === "text" && excludes(file.path) === null).slice(0, MAX_CHANGED)
  // What surrounds the change may explain it even where it is not reviewed itself, but not where the repository wants it left alone.
  const ignored = policy.ignore.length === 0 ? () => false : picomatch(policy.ignore, { dot: true })
  const headChanged = changed.filter((file) => file.status !== "deleted").map((file) => file.path)
  const baseChanged = changed.flatMap((file) => (file.oldPath === null ? [] : [file.oldPath]))
  return { base: planSide(base, baseChanged, ignored), head: planSide(head, headChanged, ignored) }
}

function planSide(tree: TreeIndex, changed: readonly string[], ignored: (path: string) => boolean): string[] {
  const distance = distanceFrom(changed)
  const planned = new Set(changed.filter((path) => isReadable(tree, path) && isWorthReading(path)))
  const sources: string[] = []
  const tests: string[] = []
  const configuration: string[] = []
  const templates: string[] = []
  for (const path of tree.entries.keys()) {
    if (planned.has(path) || machineMade(path) !== null || ignored(path) || !isReadable(tree, path)) continue
    const kind = classifyPath(path)
    if (
      isWrittenPlace(tree, path) ||
      (kind === "configuration"
        ? isKnownConfiguration(path)
        : kind === "manifest" || kind === "lockfile" || kind === "container" || kind === "schema")
    )
      configuration.push(path)
    else if (isSourcePath(path) || isCommandPath(path)) (isTestPath(path) ? tests : sources).push(path)
    else if (kind === "template") templates.push(path)
  }
  for (const [paths, limit] of [
    [sources, MAX_SOURCES],
    [tests, MAX_TESTS],
    [configuration, MAX_CONFIGURATION],
    [templates, MAX_TEMPLATES],
  ] as const) {
    const nearest = paths.length <= limit ? paths : [...paths].sort((a, b) => distance(a) - distance(b) || (a < b ? -1 : 1)).slice(0, limit)
    for (const path of nearest) planned.add(path)
  }
  return [...planned].sort()
}

// Folder steps up from the file to a folder that holds a change: the same package comes before the next one.
function distanceFrom(changed: readonly string[]): (path: string) => number {
  const depthOfFolder = new Map<string, number>()
  for (const path of changed) {
    let steps = 0
    for (let folder = folderOf(path); ; folder = folderOf(folder), steps++) {
      depthOfFolder.set(folder, Math.min(depthOfFolder.get(folder) ?? steps, steps))
      if (folder === "") break
    }
  }
  return (path) => {
    let steps = 0
    for (let folder = folderOf(path); ; folder = folderOf(folder), steps++) {
      const other = depthOfFolder.get(folder)
      if (other !== undefined) return steps + other
      if (folder === "") return steps
    }
  }
}

// Symbolic links and submodules are never followed.
function isReadable(tree: TreeIndex, path: string): boolean {
  return tree.entries.get(path)?.mode.startsWith("100") ?? false
}

// Changed images and archives that git took for text, vendored code and the like are named in coverage without being read.
function isWorthReading(path: string): boolean {
  return machineMade(path) === null || classifyPath(path) === "lockfile"
}

// Samples of environment files, and the README beside a package.json, tell which variables are written down.
function isWrittenPlace(tree: TreeIndex, path: string): boolean {
  if (isEnvironmentSample(path)) return true
  const folder = folderOf(path)
  return /(?:^|\/)README\.md$/i.test(path) && tree.entries.has(folder === "" ? "package.json" : `${folder}/package.json`)
}

function isKnownConfiguration(path: string): boolean {
  return (
    !/(?:^|\/)(?:locales?|i18n|data|assets|public|static|seeds?)\//.test(path) &&
    (!path.endsWith(".json") || /config|rc\.json$|nodemon|nest-cli|turbo|nx\.json|lerna/.test(path))
  )
}
