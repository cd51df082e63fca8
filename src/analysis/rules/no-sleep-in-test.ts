import { defineRule } from "../rule.ts"
import { isTestPath } from "../classify.ts"
import { descendants } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import { testCallsIn } from "../test-cases.ts"

// Shorter pauses let something settle and cost nobody anything.
const LEAST_MS = 500

export const noSleepInTest = defineRule({
  kind: "source",
  id: "no-sleep-in-test",
  section: "testing",
  practice: "testing",
  severity: "low",
  confidence: "low",
  title: "A test waits by the clock",
  why: "The pause is too short on a busy machine, so the test fails now and then, and too long on every other one. Waiting for the thing itself is both faster and certain.",
  fix: "Wait for what has to happen, with a limit (`vi.waitFor`, `events.once`), or use fake timers.",
  cwe: [],
  needs: { path: "test" },
  *check({ project, module }) {
    if (
      !isTestPath(module.path) ||
      /useFakeTimers|mock\.timers|fakeTimers/.test(module.code) ||
      !/setTimeout|sleep|delay|wait/i.test(module.code)
    )
      return
    let first: { node: Node; ms: number } | null = null
    let count = 0
    for (const test of testCallsIn(project, module)) {
      if (test.kind !== "case" || !test.body) continue
      for (const node of descendants(test.body)) {
        const ms = node.type === "AwaitExpression" ? pauseOf(module, node.argument) : null
        if (ms === null || ms < LEAST_MS) continue
        first ??= { node, ms }
        count++
      }
    }
    if (!first) return
    yield {
      at: first.node,
      title: `The test sleeps ${first.ms} ms`,
      message: `Every run waits ${first.ms} ms here${count === 1 ? "" : ` and in ${count - 1} more place${count === 2 ? "" : "s"} of this file`}, and on a machine that is slower than that the test fails without a reason in the code.`,
      key: "sleeps",
    }
  },
})

/** Milliseconds of `new Promise((resolve) => setTimeout(resolve, 1000))`, `sleep(1000)`, `setTimeout(1000)` of node:timers/promises. */
function pauseOf(module: SourceModule, node: Node): number | null {
  const text = node.end - node.start > 300 ? "" : module.textOf(node)
  const found =
    /^new Promise(?:<\w*>)?\(\s*(?:async )?\(?\s*(\w*)\s*\)?\s*=>\s*\{?\s*(?:return )?(?:void )?setTimeout\(\s*\1\s*,\s*([\d_]+)\s*\)/.exec(
      text,
    )?.[2] ?? /^(?:\w+\.)?(?:sleep|delay|pause|wait|waitMs|timeout|setTimeout)\(\s*([\d_]+)\s*\)$/i.exec(text)?.[1]
  return found === undefined ? null : Number(found.replaceAll("_", ""))
}
