import { expect, test } from "vitest"
import { scoreCase, stability, summarise } from "../../bench/eval/score.ts"
import type { EvalRegion } from "../../bench/eval/case.ts"
import type { PlacedFinding } from "../../src/model/finding.ts"
import { aFinding } from "../report/subjects.ts"

const region = (start: number, more: Partial<EvalRegion> = {}): EvalRegion => ({
  path: "src/a.ts",
  start,
  end: start,
  cwe: ["CWE-89"],
  ...more,
})
const finding = (startLine: number, more: Partial<PlacedFinding> = {}): PlacedFinding => ({
  ...aFinding({ path: "src/a.ts", startLine, endLine: startLine, cwe: ["CWE-89"] }),
  placement: "inline",
  placementReason: "",
  ...more,
})

test("a finding within three lines and of the same kind is what was expected; without tolerance it is also well anchored", () => {
  expect(scoreCase({ expect: [region(10)], silent: [] }, [finding(13)])).toMatchObject({ found: 1, anchored: 0, unadjudicated: 0 })
  expect(scoreCase({ expect: [region(10)], silent: [] }, [finding(10)])).toMatchObject({ found: 1, anchored: 1 })
  expect(scoreCase({ expect: [region(10)], silent: [] }, [finding(14)])).toMatchObject({ found: 0, unadjudicated: 1 })
  expect(scoreCase({ expect: [region(10)], silent: [] }, [finding(10, { cwe: ["CWE-79"] })])).toMatchObject({ found: 0 })
  expect(scoreCase({ expect: [region(10)], silent: [] }, [finding(10, { placement: "summary" })])).toMatchObject({ found: 0, reported: 0 })
})

test("makes as many pairs as possible, each finding for one region", () => {
  // The first region could take either finding, the second only the first one.
  const score = scoreCase({ expect: [region(10), region(5)], silent: [] }, [finding(8), finding(12)])
  expect(score).toMatchObject({ found: 2, duplicates: 0 })
  expect(scoreCase({ expect: [region(10)], silent: [] }, [finding(10), finding(11)])).toMatchObject({ found: 1, duplicates: 1 })
})

test("knows what is false where silence was due", () => {
  const silent = [{ path: "*", cwe: ["CWE-89"] }]
  expect(scoreCase({ expect: [], silent }, [finding(3), finding(4, { cwe: ["CWE-79"] })])).toMatchObject({
    knownFalse: 1,
    unadjudicated: 1,
  })
})

test("counts everything that is not known to be right against the precision", () => {
  const right = scoreCase({ expect: [region(10), region(50)], silent: [] }, [finding(10), finding(30)])
  const clean = scoreCase({ expect: [], silent: [] }, [])
  const summary = summarise([right, clean])
  expect(summary).toMatchObject({ cases: 2, precision: 0.5, recall: 0.5, cleanAlarms: 0, anchorAccuracy: 1 })
  expect(summary.f05).toBeCloseTo(0.5)
  expect(summarise([right, scoreCase({ expect: [], silent: [] }, [finding(1)])]).cleanAlarms).toBe(1)
})

test("two runs are as alike as the findings they share", () => {
  expect(stability([finding(1), finding(2)], [finding(2), finding(3)])).toBeCloseTo(1 / 3)
  expect(stability([], [])).toBe(1)
})
