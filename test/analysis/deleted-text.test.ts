import { expect, test } from "vitest"
import { deletedText } from "../../src/analysis/change/deleted-text.ts"
import type { Diff, DiffLine } from "../../src/model/diff.ts"

test("a change is gone over once, however many files ask what it takes away", () => {
  let reads = 0
  const hunk = {
    oldStart: 1,
    oldLines: 1,
    newStart: 1,
    newLines: 1,
    get lines(): readonly DiffLine[] {
      reads++
      return [
        { kind: "deleted", oldLine: 1, newLine: null, text: "gone" },
        { kind: "added", oldLine: null, newLine: 1, text: "new" },
      ]
    },
  }
  const diff = { baseSha: "1", headSha: "2", files: [{ hunks: [hunk] }, { hunks: [hunk] }] } as unknown as Diff
  expect([deletedText(diff), deletedText(diff), deletedText(diff)]).toEqual(["gone\ngone", "gone\ngone", "gone\ngone"])
  expect(reads).toBe(2)
})
