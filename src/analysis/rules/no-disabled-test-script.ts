import { defineRule } from "../rule.ts"
import { manifestSpot } from "../source/manifest-spot.ts"

const RUNNER =
  /\b(?:jest|vitest|mocha|ava|tap|tape|c8|nyc|lab|uvu|jasmine|borp|node\s+(?:\S+\s+)*--test|turbo|nx|lerna|wireit)\b|\b(?:npm|yarn|pnpm)\s+(?:run\s+)?test/
const TEST_COMMAND = /\b(?:npm|yarn|pnpm)\s+(?:run\s+|-r\s+)?(?:test|t)\b|\bnpx\s+(?:jest|vitest|mocha)\b/

export const noDisabledTestScript = defineRule({
  kind: "change",
  id: "no-disabled-test-script",
  section: "testing",
  practice: "testing",
  severity: "high",
  confidence: "high",
  title: "The test run can no longer fail",
  why: "Everything behind it relies on a red run meaning something: the pipeline, the branch protection, the reviewers. A run that is always green is worse than none, because nobody looks.",
  fix: "Let the script end with the result of the test runner.",
  cwe: [],
  *check({ base, head, diff, change }) {
    for (const file of diff.files) {
      if (file.status === "deleted" || file.oldPath === null) continue
      if (/(?:^|\/)package\.json$/.test(file.path)) {
        const before = base.manifests.find((each) => each.path === file.oldPath)
        const after = head.manifests.find((each) => each.path === file.path)
        if (!before?.valid || !after?.valid) continue
        for (const [name, script] of Object.entries(after.scripts)) {
          const old = before.scripts[name]
          if (old === undefined || old === script || !/^test(?::|$)/.test(name)) continue
          const problem = problemOf(old, script)
          if (problem === null) continue
          const spot = manifestSpot(head.textOf(file.path) ?? "", "scripts", name)
          const written = JSON.stringify(script)
          const start = (head.textOf(file.path) ?? "").indexOf(written, spot.start)
          yield {
            path: file.path,
            at: spot,
            ...(start === -1 || start > spot.end ? {} : { edits: [{ start, end: start + written.length, text: JSON.stringify(old) }] }),
            title: `npm ${name === "test" ? "test" : `run ${name}`} ${problem.title}`,
            message: `\`${script.replaceAll("`", "'").slice(0, 80)}\` ${problem.message} Before this change it was \`${old.replaceAll("`", "'").slice(0, 80)}\`.`,
            severity: problem.severity,
            key: `script ${name}`,
          }
        }
      } else if (/^\.github\/workflows\/.+\.ya?ml$|(?:^|\/)\.gitlab-ci\.yml$/.test(file.path)) {
        const lines = (head.textOf(file.path) ?? "").split("\n")
        for (const [index, line] of lines.entries()) {
          if (!change.isAdded(file.path, index + 1)) continue
          const isIgnored = TEST_COMMAND.test(line) && /\|\|\s*(?:true|exit 0|:)(?:\s|$|")/.test(line)
          const isAllowed =
            /^\s*-?\s*(?:continue-on-error|allow_failure):\s*true\s*$/.test(line) &&
            lines.slice(Math.max(0, index - 6), index + 6).some((each) => TEST_COMMAND.test(each))
          if (!isIgnored && !isAllowed) continue
          const ignored = /\s*\|\|\s*(?:true|exit 0|:)(?=\s|$|")/.exec(line)
          const offset = lines.slice(0, index).reduce((sum, each) => sum + each.length + 1, 0) + (ignored?.index ?? 0)
          yield {
            path: file.path,
            at: { line: index + 1 },
            ...(isIgnored && ignored ? { edits: [{ start: offset, end: offset + ignored[0].length, text: "" }] } : {}),
            title: "The pipeline goes on when tests fail",
            message: `\`${line.trim().replaceAll("`", "'").slice(0, 80)}\` makes this step green whatever the tests say: a change that breaks them can be merged.`,
            key: `pipeline ${line.trim()}`,
          }
        }
      }
    }
  },
})

function problemOf(old: string, script: string): { title: string; message: string; severity: "high" | "medium" | "low" } | null {
  const ran = RUNNER.test(old)
  if (/\|\|\s*(?:true|exit 0|:)\s*$|;\s*exit 0\s*$/.test(script) && !/\|\|\s*(?:true|exit 0|:)\s*$|;\s*exit 0\s*$/.test(old))
    return {
      title: "ends well even when tests fail",
      message: "throws the result of the test runner away: the run is green whatever the tests say.",
      severity: "high",
    }
  if (ran && !RUNNER.test(script) && /^\s*(?:exit 0|true|:|echo\b[^&|;]*(?:(?:&&|;)\s*exit 0)?)\s*$/.test(script))
    return { title: "no longer runs any test", message: "runs nothing: the pipeline is green without a single test.", severity: "high" }
  if (script.includes("--passWithNoTests") && !old.includes("--passWithNoTests"))
    return {
      title: "succeeds when it finds no tests",
      message: "ends well when a wrong pattern or a moved folder leaves no tests to run, and nobody notices.",
      severity: "low",
    }
  return null
}
