import semver from "semver"
import { deprecatedPackages } from "../data/deprecated-packages.ts"
import { defineRule } from "../rule.ts"
import { dependenciesOf, installedGroups, isManifestPath, manifestSpot } from "../source/manifest-spot.ts"

export const noDeprecatedPackage = defineRule({
  kind: "text",
  id: "no-deprecated-package",
  section: "maintainability",
  practice: "environment",
  severity: "medium",
  confidence: "high",
  title: "The change brings in a package that its authors have given up",
  why: "What is wrong with it stays wrong, and the next version of Node or of a neighbour may not work with it. Choosing the successor costs nothing on the day a package is added.",
  fix: "Use the successor.",
  cwe: ["CWE-1104"],
  files: isManifestPath,
  *check({ project, path, text }) {
    const manifest = project.manifests.find((each) => each.path === path)
    if (!manifest?.valid) return
    for (const { group, name, range } of dependenciesOf(manifest, installedGroups)) {
      const entry = Object.hasOwn(deprecatedPackages, name) ? deprecatedPackages[name] : undefined
      if (!entry || (entry.below !== undefined && !isBelow(range, entry.below))) continue
      const runs = group !== "devDependencies"
      const what = entry.below === undefined ? `\`${name}\`` : `\`${name}\` before version ${entry.below}`
      yield {
        at: manifestSpot(text, group, name),
        title: `${name} ${entry.below === undefined ? "is" : `${range} is`} deprecated since ${entry.since}`,
        message: `${what} has been deprecated since ${entry.since}: ${entry.because}.`,
        fix: `Use ${entry.instead}.`,
        severity: entry.isUnsafe && runs ? "high" : runs ? "medium" : "low",
        key: `${group} ${name}`,
      }
    }
  },
})

function isBelow(range: string, major: number): boolean {
  const lowest = semver.validRange(range) === null ? null : semver.minVersion(range)
  return lowest !== null && lowest.major < major && !semver.intersects(range, `>=${major}.0.0`)
}
