import { defineRule } from "../rule.ts"
import type { Edit } from "../rule.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { isInside, nameTest, testCallsIn } from "../test-cases.ts"
import type { TestCall } from "../test-cases.ts"

export const noFocusedTest = defineRule({
  kind: "source",
  id: "no-focused-test",
  section: "testing",
  practice: "testing",
  severity: "medium",
  confidence: "high",
  title: "A focused test switches other tests off",
  why: "The run stays green while tests that would have failed are not run. It is left over from debugging one test and nobody sees it once it is merged.",
  fix: "Remove the focus.",
  cwe: [],
  *check({ project, module }) {
    const tests = testCallsIn(project, module)
    for (const test of tests) {
      const edit = focusOf(test)
      if (!edit) continue
      const silenced = tests.filter((each) => each.kind === "case" && each !== test && !isInside(each, test) && !isFocusedAnyhow(each, tests)).length
      const call = module.text.slice(test.root.start, test.modifiers.at(-1)?.node.end ?? test.root.end)
      yield {
        at: { start: test.root.start, end: test.modifiers.at(-1)?.node.end ?? test.root.end },
        title: usesNodeTest(module) ? `\`${call}\` is left over` : `\`${call}\` switches ${silenced === 0 ? "the other tests" : silenced === 1 ? "another test of this file" : `${silenced} other tests of this file`} off`,
        message: consequence(project, module, test, silenced),
        // node:test looks at the focus only where it is asked to.
        ...(usesNodeTest(module) ? { severity: "low" as const } : {}),
        edits: [edit],
        key: `focus ${test.rootName} ${test.title ?? ""}`,
      }
    }
  },
})

function focusOf(test: TestCall): Edit | null {
  if (/^f(?:it|describe|context)$/.test(test.rootName)) return { start: test.root.start, end: test.root.start + 1, text: "" }
  const only = test.modifiers.find((each) => each.name === "only")
  return only ? { start: only.node.object.end, end: only.node.end, text: "" } : null
}

function isFocusedAnyhow(test: TestCall, all: readonly TestCall[]): boolean {
  return all.some((each) => focusOf(each) !== null && (each === test || isInside(test, each)))
}

function usesNodeTest(module: SourceModule): boolean {
  return module.imports.some((each) => each.specifier === "node:test")
}

function consequence(project: Project, module: SourceModule, test: TestCall, silenced: number): string {
  const { path } = module
  if (usesNodeTest(module)) return `With \`--test-only\` only ${nameTest(test)} runs and the tests beside it do not; without that flag the focus does nothing. Either way it is left over from a single run.`
  const only = `Only ${nameTest(test)} runs${silenced === 0 ? "" : `; ${silenced === 1 ? "one test" : `${silenced} tests`} beside it in this file ${silenced === 1 ? "does" : "do"} not`}`
  if (project.dependsOn(path, "mocha") !== null) return `${only}, and with Mocha that holds for every file of the same run: the rest can break without turning anything red.`
  if (project.dependsOn(path, "vitest") !== null) return `${only}. Vitest refuses this where \`CI\` is set and the pipeline fails; everywhere else the run is green without them.`
  return `${only}, so what they check can break while the run stays green.`
}
