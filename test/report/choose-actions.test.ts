import { expect, test } from "vitest"
import type { PlacedFinding } from "../../src/model/finding.ts"
import { chooseActions } from "../../src/report/choose-actions.ts"
import type { Concluded } from "../../src/report/choose-actions.ts"
import { aFinding } from "./subjects.ts"

const suggestion = { startLine: 1, endLine: 1, replacement: "" }
const placed = (placement: PlacedFinding["placement"]): PlacedFinding => ({ ...aFinding({ suggestion }), placement, placementReason: "" })
const done: Concluded = { verdict: { blocking: [], complete: true }, findings: [], heldBack: 0, degraded: 0 }

const cases: { name: string; concluded: Partial<Concluded>; buttons: string[] }[] = [
  { name: "a complete review with nothing left to say has none", concluded: {}, buttons: [] },
  {
    name: "a closed gate can be opened by taking the risk",
    concluded: { verdict: { blocking: [aFinding()], complete: true } },
    buttons: ["accept-risk"],
  },
  {
    name: "changes that stand below no comment can be asked for",
    concluded: { findings: [placed("summary")] },
    buttons: ["suggest-fixes"],
  },
  { name: "changes below their comments need no button", concluded: { findings: [placed("inline"), placed("hidden")] }, buttons: [] },
  { name: "a partial review can be made whole", concluded: { verdict: { blocking: [], complete: false } }, buttons: ["full-review"] },
  { name: "a later round can be made to say everything", concluded: { heldBack: 1 }, buttons: ["full-review"] },
  { name: "a model that did not finish can be asked again", concluded: { degraded: 1 }, buttons: ["full-review"] },
  {
    name: "never more than three",
    concluded: { verdict: { blocking: [aFinding()], complete: false }, findings: [placed("file")], heldBack: 2, degraded: 3 },
    buttons: ["accept-risk", "suggest-fixes", "full-review"],
  },
]

test.each(cases)("$name", ({ concluded, buttons }) => {
  expect(chooseActions({ ...done, ...concluded }).map(({ identifier }) => identifier)).toEqual(buttons)
})
