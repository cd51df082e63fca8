import semver from "semver"
import { calleeOf, entryOf, howKnown } from "../flow/describe-flow.ts"
import { defineRule } from "../rule.ts"
import { bare } from "../source/ast.ts"
import { installedVersion } from "../source/installed-version.ts"
import { originOf } from "../source/meaning.ts"
import type { Project } from "../source/project.ts"

// Package (the first part of the access path, with a method where it matters) to the versions that copy `__proto__`.
const VULNERABLE: readonly (readonly [RegExp, string])[] = [
  [/^lodash\.(?:merge|mergeWith|defaultsDeep)$/, "<4.17.12"],
  [/^lodash\.(?:set|setWith|zipObjectDeep)$/, "<4.17.20"],
  [/^lodash\.(?:merge|mergewith|defaultsdeep)(?:\.|$)/, "<4.6.2"],
  [/^deepmerge$/, "<2.0.0"],
  [/^merge(?:\.|$)/, "<2.1.1"],
  [/^merge-deep$/, "<3.0.3"],
  [/^merge-recursive/, "*"],
  [/^merge-options$/, "<1.0.1"],
  [/^deep-extend$/, "<0.5.1"],
  [/^defaults-deep$/, "*"],
  [/^assign-deep$/, "<1.0.1"],
  [/^mixin-deep$/, "<1.3.2"],
  [/^extend$/, "<3.0.2"],
  [/^just-extend$/, "<4.0.0"],
  [/^node\.extend$/, "<2.0.1"],
  [/^hoek\./, "<5.0.3"],
  [/^@hapi\/hoek\./, "<8.5.1"],
  [/^deap\./, "<1.0.1"],
  [/^flat\./, "<5.0.1"],
  [/^set-value$/, "<4.0.1"],
  [/^object-path\./, "<0.11.8"],
  [/^dot-prop\./, "<5.1.1"],
  [/^dottie\./, "<2.0.4"],
  [/^dot-object\./, "<2.1.3"],
  [/^dset/, "<3.1.4"],
]

export const noPrototypePollution = defineRule({
  kind: "flow",
  sink: "merge",
  id: "no-prototype-pollution",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "medium",
  title: "Request data is merged by a version that follows `__proto__`",
  why: "A body with a field `__proto__` then changes the prototype of every object in the process: checks such as `user.isAdmin` become true, or the service breaks for everybody. Fixed versions skip that key.",
  fix: "Update the package, or validate the body with a schema that drops unknown fields.",
  cwe: ["CWE-1321"],
  *check({ project, module, flow }) {
    if (!("callee" in flow.node)) return
    const path = originOf(project, module, bare(flow.node.callee))
    const found = path === null ? null : vulnerableVersion(project, module.path, path)
    if (found === null) return
    const { name, version, range } = found
    const call = calleeOf(flow)
    yield {
      at: flow.node,
      title: `\`${flow.source}\` can change the prototype of every object through \`${call}\``,
      message: `A client of ${entryOf(flow)} who sends a field \`__proto__\` inside \`${flow.source}\` changes what every object of the process holds: \`${call}\` of ${name} ${version} follows that key. ${howKnown(flow)}`,
      fix:
        range === "*"
          ? `Replace ${name}, which has no fixed version, or name the fields you take.`
          : `Update ${name} to a version that is not ${range}, or name the fields you take from the body.`,
    }
  },
})

/** The package behind an access path when its installed version is one that follows `__proto__`. */
function vulnerableVersion(project: Project, at: string, path: string): { name: string; version: string; range: string } | null {
  for (const [pattern, range] of VULNERABLE) {
    if (!pattern.test(path)) continue
    const name = packageOf(project, at, path)
    const version = name === null ? null : installedVersion(project, at, name)
    if (name !== null && version !== null && semver.satisfies(version, range, { includePrerelease: true })) return { name, version, range }
  }
  return null
}

// `lodash.merge` is a method of one package and the name of another; the manifest tells which is meant.
function packageOf(project: Project, at: string, path: string): string | null {
  const parts = path.replace(/[(].*$/, "").split(".")
  const names = path.startsWith("@") ? [parts[0]] : [parts.slice(0, 2).join("."), parts[0]]
  return names.find((name) => name !== undefined && project.dependsOn(at, name) !== null) ?? null
}
