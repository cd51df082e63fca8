import { expect, test } from "vitest"
import { analyzeWith } from "../../src/analysis/analyze.ts"
import { defineRule } from "../../src/analysis/rule.ts"
import type { Draft } from "../../src/analysis/rule.ts"
import type { SourceModule } from "../../src/analysis/source/module.ts"
import type { Confidence } from "../../src/model/finding.ts"
import { defaultPolicy } from "../../src/model/policy.ts"
import { aDiff, aTree } from "../support/analysis-input.ts"

const plain = { kind: "source", section: "security", practice: "security", severity: "high", confidence: "high", cwe: [] } as const
const words = { title: "A claim", why: "Why it exists.", fix: "Do it otherwise." }

type More = { yieldsTo?: readonly string[]; trace?: Draft["trace"]; confidence?: Confidence }

function ruleAt(id: string, lines: readonly number[], more: More = {}) {
  const { trace = [], ...facts } = more
  return defineRule({
    ...plain,
    ...words,
    ...facts,
    id,
    *check({ module }: { readonly module: SourceModule }) {
      for (const line of lines)
        if (module.lines.count >= line)
          yield { at: { line }, message: `${id} says something about line ${line}`, trace, key: `${id} ${line}` }
    },
  })
}

async function run(rules: readonly ReturnType<typeof ruleAt>[], before: string | null, after: string) {
  const base = aTree(before === null ? {} : { "app.ts": before })
  const head = aTree({ "app.ts": after })
  const analysis = await analyzeWith(rules, { diff: aDiff(base, head), base, head, policy: defaultPolicy, clock: () => 0 })
  const placesOf = (findings: typeof analysis.findings) => findings.map((each) => `${each.rule}:${each.startLine}`)
  return { findings: placesOf(analysis.findings), fixed: placesOf(analysis.fixed) }
}

const three = "one()\ntwo()\nthree()\n"

test("a rule that yields is silent where the other reports, and only there", async () => {
  const rules = [ruleAt("no-weaker", [1, 2], { yieldsTo: ["no-stronger"] }), ruleAt("no-stronger", [2])]
  expect((await run(rules, null, three)).findings).toEqual(["no-weaker:1", "no-stronger:2"])
})

test("a rule that yields is silent where the way of the other one ends", async () => {
  const trace = [
    { path: "app.ts", line: 1, what: "comes from here" },
    { path: "app.ts", line: 3, what: "arrives here" },
  ]
  const rules = [ruleAt("no-weaker", [1, 3], { yieldsTo: ["no-stronger"] }), ruleAt("no-stronger", [2], { trace })]
  expect((await run(rules, null, three)).findings).toEqual(["no-weaker:1", "no-stronger:2"])
})

test("a finding that is new is reported although the other one on its line is old", async () => {
  const rules = [ruleAt("no-weaker", [3], { yieldsTo: ["no-stronger"] }), ruleAt("no-stronger", [2])]
  expect(await run(rules, "one()\ntwo()", three)).toEqual({ findings: ["no-weaker:3"], fixed: [] })
})

test("what was fixed is counted once as well", async () => {
  const rules = [ruleAt("no-weaker", [3], { yieldsTo: ["no-stronger"] }), ruleAt("no-stronger", [3])]
  expect(await run(rules, three, "one()\ntwo()")).toEqual({ findings: [], fixed: ["no-stronger:3"] })
})

test("what only the report tells takes nothing from under its line", async () => {
  const end = [{ path: "app.ts", line: 3, what: "arrives here" }]
  const rules = [
    ruleAt("no-weaker", [2, 3], { yieldsTo: ["no-stronger"], confidence: "medium" }),
    ruleAt("no-stronger", [2], { confidence: "low", trace: end }),
  ]
  expect((await run(rules, null, three)).findings).toEqual(["no-stronger:2", "no-weaker:2", "no-weaker:3"])
})

test("of two findings that only the report tells it tells one", async () => {
  const rules = [
    ruleAt("no-weaker", [2], { yieldsTo: ["no-stronger"], confidence: "low" }),
    ruleAt("no-stronger", [2], { confidence: "low" }),
  ]
  expect((await run(rules, null, three)).findings).toEqual(["no-stronger:2"])
})
