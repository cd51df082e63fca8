import semver from "semver"
import { defineRule } from "../rule.ts"
import { lockfileFor } from "../source/lockfile.ts"
import type { Locked } from "../source/lockfile.ts"
import { folderOf } from "../source/resolve-import.ts"

const GROUPS = ["dependencies", "devDependencies", "optionalDependencies"] as const

// Who forgot to install after a change forgot it for a few packages; a lockfile that is wrong about more was taken from elsewhere.
const ONE_BY_ONE = 5

interface Mismatch {
  readonly at: { readonly start: number; readonly end: number }
  readonly problem: string
  readonly key: string
}

export const requireLockfileInStep = defineRule({
  kind: "text",
  id: "require-lockfile-in-step",
  section: "maintainability",
  practice: "environment",
  severity: "high",
  confidence: "high",
  title: "package.json and the lockfile disagree",
  why: "A clean install (`npm ci`, `yarn --immutable`, `pnpm --frozen-lockfile`) refuses to run when they disagree, so the pipeline and the image build stop. Where it does run, it installs something nobody has tried.",
  fix: "Run the package manager's install and commit the lockfile with the manifest.",
  cwe: [],
  files: (path) => /(?:^|\/)package\.json$/.test(path) && !path.includes("node_modules/"),
  *check({ project, path, text }) {
    const manifest = project.manifests.find((each) => each.path === path)
    const lockfile = lockfileFor(project, path)
    if (!manifest?.valid || !lockfile) return
    const found: Mismatch[] = []
    for (const group of GROUPS) {
      for (const [name, range] of Object.entries(manifest[group])) {
        // Neither npm nor a reader could do anything with such a name or range.
        if (!/^[@\w./-]+$/.test(name) || /[`\n]/.test(range)) continue
        if (/^(?:workspace|file|link|portal|patch|git|github|https?|catalog):|\//.test(range)) continue
        // npm compares what is locked with what is asked for; the others compare the text of the range.
        const comparesText = !lockfile.cleanInstall.startsWith("npm")
        // What is asked for twice they lock as it stands among what the service needs.
        if (comparesText && group === "devDependencies" && (name in manifest.dependencies || name in manifest.optionalDependencies))
          continue
        const locked = lockfile.lockedFor(folderOf(path), name)
        // Yarn links a workspace where it is asked for; its first version writes nothing of that down, but what others ask of the registry.
        if (lockfile.path.endsWith("yarn.lock") && project.manifests.some((each) => each.name === name)) continue
        const problem = describe(name, range, locked, comparesText)
        // What is locked then need not be what this manifest asks for.
        if (problem === null || (locked !== null && lockfile.overridden.has(name))) continue
        found.push({ at: spotOf(text, group, name), problem, key: `${group} ${name} ${range}` })
      }
    }
    const [first] = found
    if (first === undefined) return
    // The same for every package: one install mends them all.
    const title = `${lockfile.path} is not in step with package.json`
    const fix = `Run \`${lockfile.install}\` and commit \`${lockfile.path}\`.`
    const outcome = `\`${lockfile.cleanInstall}\` stops with an error, in the pipeline and in the image build.`
    if (found.length > ONE_BY_ONE)
      yield {
        at: first.at,
        title,
        message: `The lockfile is of another time: ${found.length} packages differ. ${found
          .slice(0, 3)
          .map(({ problem }) => `${problem.charAt(0).toUpperCase()}${problem.slice(1)}.`)
          .join(" ")} Therefore ${outcome}`,
        fix,
        key: "of another time",
      }
    else for (const { at, problem, key } of found) yield { at, title, message: `${problem}: ${outcome}`, fix, key }
  },
})

function describe(name: string, range: string, locked: Locked | null, comparesText: boolean): string | null {
  if (locked === null) return `\`${name}\` (${range}) is in package.json but not in the lockfile`
  if (locked.range === range) return null
  if (comparesText && locked.range !== null) return `package.json asks for \`${name}\` ${range}, the lockfile was made for ${locked.range}`
  if (comparesText && locked.ranges !== null && !locked.ranges.includes(range))
    return `package.json asks for \`${name}\` ${range}, the lockfile was made for ${locked.ranges.slice(0, 3).join(", ")}`
  // What is locked under this very range is what the range was answered with: `0.0.0-use.local` for a workspace.
  if (comparesText && locked.ranges?.includes(range)) return null
  const aliased = range.startsWith("npm:")
  if (aliased || locked.version === null || !semver.validRange(range) || !semver.valid(locked.version)) return null
  return semver.satisfies(locked.version, range, { includePrerelease: true })
    ? null
    : `package.json asks for \`${name}\` ${range}, the lockfile holds ${locked.version}`
}

function spotOf(text: string, group: string, name: string): { start: number; end: number } {
  const from = Math.max(text.indexOf(`"${group}"`), 0)
  const start = text.indexOf(`"${name}"`, from + group.length + 2)
  if (start === -1) return { start: from, end: from + 1 }
  const end = text.indexOf("\n", start)
  return { start, end: end === -1 ? text.length : end }
}
