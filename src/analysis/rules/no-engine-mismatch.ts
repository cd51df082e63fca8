import semver from "semver"
import { defineRule } from "../rule.ts"
import { enginesFor, nodeVersionsOf } from "../source/node-versions.ts"
import type { NodeVersion } from "../source/node-versions.ts"
import type { Project } from "../source/project.ts"

export const noEngineMismatch = defineRule({
  kind: "change",
  id: "no-engine-mismatch",
  section: "maintainability",
  practice: "environment",
  severity: "medium",
  confidence: "medium",
  title: "Two places disagree about the version of Node",
  why: "`engines` is a promise to whoever installs the package, and the image, the pipeline and the version file show whether it is kept. Where they differ, something runs on a version nobody tests.",
  fix: "Use one version everywhere, or change `engines` with it.",
  cwe: [],
  *check({ base, head, diff, change }) {
    const before = new Set(mismatches(base).map((each) => `${each.at.version} ${each.range}`))
    for (const { at, manifest, range } of mismatches(head)) {
      const changesVersion = change.fileOf(at.path) !== null
      const changesEngines = change.fileOf(manifest) !== null
      if (before.has(`${at.version} ${range}`) || (!changesVersion && !changesEngines)) continue
      const text = head.textOf(manifest) ?? ""
      const line = (head.textOf(at.path) ?? "").slice(0, at.start).split("\n").length
      const what = at.role === "image" ? "The image runs" : at.role === "pipeline" ? "The pipeline tests" : "The version file names"
      yield {
        path: changesVersion ? at.path : manifest,
        at: changesVersion ? at : enginesSpot(text),
        title: `Node ${at.version} in ${at.path} is outside \`engines\` (${range})`,
        message: `${what} Node ${at.version}, while ${manifest} asks for \`${range}\`${changesVersion ? "" : ` (${at.path}:${line})`}: npm warns with EBADENGINE, or stops where \`engine-strict\` is set, and code may use what this version does not have.`,
        key: `${at.path} ${at.version} ${range}`,
      }
    }
    for (const file of diff.files) {
      if (file.oldPath === null || !/(?:^|\/)package\.json$/.test(file.path)) continue
      const old = lowest(base.manifests.find((each) => each.path === file.oldPath)?.engines["node"])
      const range = head.manifests.find((each) => each.path === file.path)?.engines["node"]
      const now = lowest(range)
      if (old === null || now === null || now.major >= old.major) continue
      const tested = nodeVersionsOf(head).some((each) => each.role === "pipeline" && Number.parseInt(each.version, 10) === now.major)
      if (tested) continue
      yield {
        path: file.path,
        at: enginesSpot(head.textOf(file.path) ?? ""),
        title: `\`engines\` now promises Node ${now.major}, which nothing tests`,
        message: `\`${range}\` lets the package be installed on Node ${now.major}, down from ${old.major}; no pipeline of this repository runs on it, so what is missing there shows up in production.`,
        severity: "low",
        key: `lowered ${now.major}`,
      }
    }
  },
})

interface Mismatch {
  readonly at: NodeVersion
  readonly manifest: string
  readonly range: string
}

function mismatches(project: Project): Mismatch[] {
  return nodeVersionsOf(project).flatMap((at) => {
    const engines = enginesFor(project, at.path)
    const written = semver.validRange(at.version)
    if (!engines || written === null || semver.validRange(engines.range) === null) return []
    return semver.intersects(written, engines.range) ? [] : [{ at, manifest: engines.manifest, range: engines.range }]
  })
}

function lowest(range: string | undefined): semver.SemVer | null {
  return range === undefined || semver.validRange(range) === null ? null : semver.minVersion(range)
}

function enginesSpot(text: string) {
  const found = /"node"\s*:\s*"[^"\n]*"/.exec(text.slice(Math.max(text.indexOf('"engines"'), 0)))
  const start = Math.max(text.indexOf('"engines"'), 0) + (found?.index ?? 0)
  return { start, end: start + (found?.[0].length ?? 1) }
}
