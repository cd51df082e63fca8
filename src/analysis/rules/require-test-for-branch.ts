import { defineRule } from "../rule.ts"
import { classifyPath, isTestPath } from "../classify.ts"
import { isServerPath } from "../calls/server-path.ts"
import { codeOfDiff } from "../change/code-of-diff.ts"
import { deletedText } from "../change/deleted-text.ts"
import { untestedBranches } from "../tests/untested-branches.ts"
import type { UntestedBranches } from "../tests/untested-branches.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

// Whoever forgot the tests of three files does not need to hear of the fourth.
const MAX_FILES = 3

export const requireTestForBranch = defineRule({
  kind: "change",
  id: "require-test-for-branch",
  section: "testing",
  practice: "testing",
  severity: "low",
  // A test that was there before may happen to run the new branch.
  confidence: "low",
  title: "A new branch came without a test of it",
  why: "The tests that are there were written for what the code did before: they stay green whichever way the new branch goes. The change is the moment when somebody knows what it should do.",
  fix: "Add the case named here to the test file where it belongs.",
  cwe: [],
  yieldsTo: ["require-test-for-error-branch"],
  *check({ base, head, diff, change }) {
    // Code that moved from another file was there before, too.
    const taken = deletedText(codeOfDiff(base, head, diff))
    const found: { module: SourceModule; untested: UntestedBranches }[] = []
    for (const file of diff.files) {
      if (file.status === "deleted" || file.oldPath === null || isTestPath(file.path) || classifyPath(file.path) !== "source") continue
      if (!isServerPath(file.path)) continue
      const module = head.moduleOf(file.path)
      const before = base.moduleOf(file.oldPath)
      const untested =
        module && before ? untestedBranches(head, change, module, { code: `${before.code}\n${taken}`, module: before }) : null
      if (module && untested) found.push({ module, untested })
    }
    const most = found.sort((a, b) => b.untested.branches.length - a.untested.branches.length)
    for (const { module, untested } of most.slice(0, MAX_FILES)) yield describe(head, module, untested)
  },
})

function describe(head: Project, module: SourceModule, { branches, testPath }: UntestedBranches) {
  const [first, ...others] = branches as [UntestedBranches["branches"][number], ...UntestedBranches["branches"]]
  const names = [...new Set(others.map((each) => each.name))].filter((each) => each !== first.name)
  const condition = `\`${module.textOf(first.condition).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 80)}\``
  const also = names.slice(0, 3).map((each) => `\`${each}\``)
  const verb = head.has(testPath) ? "Add to" : "Add"
  return {
    path: module.path,
    at: { line: module.lineOf(first.condition) },
    title: `No test came with the new branch of ${first.name}${first.through === null ? "" : ` (called by ${first.through})`}${names.length > 0 ? ` and of ${names.length} more function${names.length > 1 ? "s" : ""} of this file` : ""}`,
    message: `\`${first.name}\` decides on ${condition} from this change on, and the change touches no test that leads to it: the existing tests pass whichever way the branch goes.${also.length > 0 ? ` The same holds for ${also.join(", ")}.` : ""}`,
    fix: `${verb} \`${testPath}\`${head.has(testPath) ? "" : " (new file)"}: one case in which ${condition} holds${first.outcome === null ? "" : ` and ${first.outcome}`}, and one in which it does not.`,
    key: `branch ${first.name}`,
  }
}
