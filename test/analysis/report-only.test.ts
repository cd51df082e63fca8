import { expect, test } from "vitest"
import { rules } from "../../src/analysis/rules/index.ts"
import { readFixture, runFixture } from "../support/rule-fixture.ts"

// On clean code more than one in five of these is nothing its author wants under a line.
test.each(["require-test-for-branch", "require-test-for-error-branch"])("%s speaks in the report and never inline", async (id) => {
  const rule = rules.find((each) => each.id === id)
  if (!rule) throw new Error(`no rule ${id}`)
  const { findings } = await runFixture(rule, readFixture(new URL(`../rules/${id}`, import.meta.url).pathname, id))

  expect(findings.length).toBeGreaterThan(0)
  expect(new Set(findings.map(({ confidence }) => confidence))).toEqual(new Set(["low"]))
})
