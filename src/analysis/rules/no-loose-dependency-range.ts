import semver from "semver"
import { defineRule } from "../rule.ts"
import type { Edit } from "../rule.ts"
import { hasLockfile, lockfileFor } from "../source/lockfile.ts"
import { folderOf } from "../source/resolve-import.ts"
import { dependenciesOf, installedGroups, isManifestPath, manifestSpot } from "../source/manifest-spot.ts"

export const noLooseDependencyRange = defineRule({
  kind: "text",
  id: "no-loose-dependency-range",
  section: "maintainability",
  practice: "environment",
  severity: "medium",
  confidence: "high",
  title: "A dependency may be any version, or comes from where nobody versions it",
  why: "The next install without this lockfile brings whatever is newest, or whatever stands at that address on that day. A version that broke something cannot be told from one that worked.",
  fix: "Ask for a range of one major version from the registry; pin what has to come from Git to a commit.",
  cwe: ["CWE-1357"],
  files: isManifestPath,
  *check({ project, path, text }) {
    const manifest = project.manifests.find((each) => each.path === path)
    if (!manifest?.valid) return
    const lockfile = lockfileFor(project, path)
    const isLocked = lockfile !== null || hasLockfile(project, path)
    for (const { group, name, range } of dependenciesOf(manifest, installedGroups)) {
      if (project.manifests.some((each) => each.name === name) || !/^[@\w./-]+$/.test(name)) continue
      const problem = problemOf(range.trim(), isLocked)
      if (problem === null) continue
      const shown = range.replaceAll("`", "'").slice(0, 80)
      yield {
        at: manifestSpot(text, group, name),
        title: `${name} is asked for as ${shown === "" ? "an empty range" : shown}`,
        message: problem.message.replace("NAME", `\`${name}\``),
        severity: problem.severity,
        fix: problem.fix,
        ...pinned(text, manifestSpot(text, group, name), range, lockfile?.lockedFor(folderOf(path), name)?.version ?? null),
        key: `${group} ${name} ${range}`,
      }
    }
  },
})

/** The range of the version in use in place of one that takes any. */
function pinned(text: string, spot: { start: number; end: number }, range: string, version: string | null): { edits?: readonly Edit[] } {
  const written = JSON.stringify(range)
  const start = text.indexOf(written, spot.start + 1)
  if (version === null || semver.valid(version) === null || !/^(?:\*|x|latest|>=?.*)$/i.test(range) || start === -1 || start > spot.end)
    return {}
  return { edits: [{ start, end: start + written.length, text: `"^${version}"` }] }
}

interface Problem {
  readonly message: string
  readonly severity: "high" | "medium" | "low"
  readonly fix: string
}

function problemOf(range: string, isLocked: boolean): Problem | null {
  if (/^(?:\*|x|latest|next|)$/i.test(range) || /^>=?\s*\d[\w.-]*$/.test(range)) {
    return {
      message: isLocked
        ? "The next update of the lockfile takes any later major version of NAME, breaking changes included, without a line in this file that says so."
        : "There is no lockfile, so every install and every image build takes the newest NAME there is, breaking changes included.",
      severity: isLocked ? "low" : "medium",
      fix: "Ask for the major version in use: `^<version>`.",
    }
  }
  if (range.startsWith("http://"))
    return {
      message: "NAME is downloaded without encryption: whoever stands between can put other code into the service.",
      severity: "high",
      fix: "Take it from the registry, or from an address with `https` and a lockfile that holds its checksum.",
    }
  const isGit = /^(?:git(?:\+\w+)?:|github:|gitlab:|bitbucket:|https:\/\/[^#]+\.git(?:#|$)|[\w.-]+\/[\w.-]+(?:#|$))/.test(range)
  if (!isGit) return null
  const pinned = range.split("#")[1] ?? ""
  if (/^[0-9a-f]{7,40}$/.test(pinned) || /^v?\d+\.\d+/.test(pinned) || pinned.startsWith("semver:")) return null
  return {
    message: `NAME is whatever stands ${pinned === "" ? "on the default branch" : `on \`${pinned.replaceAll("`", "'").slice(0, 40)}\``} of that repository on the day of the install: its code can change without a new version.`,
    severity: isLocked ? "low" : "medium",
    fix: "Add the commit: `#<sha>`, or a tag with `#semver:`.",
  }
}
