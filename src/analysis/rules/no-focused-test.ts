import { defineRule } from "../rule.ts"
import type { Draft, Edit } from "../rule.ts"
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
  needs: { path: "test" },
  *check({ project, module }) {
    const tests = testCallsIn(project, module)
    for (const test of tests) {
      const edit = focusOf(test)
      if (!edit) continue
      const silenced = tests.filter(
        (each) => each.kind === "case" && each !== test && !isInside(each, test) && !isFocusedAnyhow(each, tests),
      ).length
      const call = module.text.slice(test.root.start, test.modifiers.at(-1)?.node.end ?? test.root.end)
      yield {
        at: { start: test.root.start, end: test.modifiers.at(-1)?.node.end ?? test.root.end },
        ...judge({ project, module, test, silenced, call }),
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

interface Focus {
  readonly project: Project
  readonly module: SourceModule
  readonly test: TestCall
  /** Tests of the same file that do not run because of it. */
  readonly silenced: number
  readonly call: string
}

function judge({ project, module, test, silenced, call }: Focus): Pick<Draft, "title" | "message" | "severity"> {
  const leftOver = `\`${call}\` is left over from a single run`
  // node:test looks at the focus only where it is asked to.
  if (usesNodeTest(module)) {
    return {
      title: leftOver,
      message: `With \`--test-only\` only ${nameTest(test)} runs and the tests beside it do not; without that flag the focus does nothing.`,
      severity: "low",
    }
  }
  const mocha = project.dependsOn(module.path, "mocha") !== null
  if (silenced === 0 && !mocha) {
    return {
      title: leftOver,
      message: `It changes nothing yet, because ${nameTest(test)} is all there is in this file; the next test somebody adds here will not run, and nothing says so.`,
      severity: "low",
    }
  }
  const others = silenced === 0 ? "the other tests" : silenced === 1 ? "another test of this file" : `${silenced} other tests of this file`
  const only = `Only ${nameTest(test)} runs${silenced === 0 ? "" : `; ${silenced === 1 ? "one test" : `${silenced} tests`} beside it in this file ${silenced === 1 ? "does" : "do"} not`}`
  return { title: `\`${call}\` switches ${others} off`, message: `${only}${afterwards(project, module.path, mocha)}` }
}

function afterwards(project: Project, path: string, mocha: boolean): string {
  if (mocha) return ", and with Mocha that holds for every file of the same run: the rest can break without turning anything red."
  if (project.dependsOn(path, "vitest") !== null)
    return ". Vitest refuses this where `CI` is set and the pipeline fails; everywhere else the run is green without them."
  return ", so what they check can break while the run stays green."
}
