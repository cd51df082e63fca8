import { deserialize, serialize } from "node:v8"
import { expect, test } from "vitest"
import { packDiff, unpackDiff } from "../../src/analysis-process/pack-diff.ts"
import type { ChangedFile, Diff, DiffLine } from "../../src/model/diff.ts"

const file = (path: string, lines: readonly DiffLine[]): ChangedFile => ({
  path,
  oldPath: path,
  status: "modified",
  kind: "text",
  oldMode: "100644",
  newMode: "100755",
  oldId: "a".repeat(40),
  newId: "b".repeat(40),
  hunks: lines.length === 0 ? [] : [{ oldStart: 4, oldLines: 2, newStart: 9, newLines: 2, lines }],
  additions: 1,
  deletions: 1,
  omitted: null,
})

const diff: Diff = {
  baseSha: "1".repeat(40),
  headSha: "2".repeat(40),
  files: [
    file("src/a.ts", [
      { kind: "context", oldLine: 4, newLine: 9, text: "" },
      { kind: "deleted", oldLine: 5, newLine: null, text: "- +\r" },
      { kind: "added", oldLine: null, newLine: 10, text: "\ud800 +\u2028\0" },
    ]),
    { ...file("b.bin", []), kind: "binary", oldPath: null, omitted: "too large" },
  ],
}

test("a diff that crossed to another process is the same", () => {
  expect(unpackDiff(deserialize(serialize(packDiff(diff))) as ReturnType<typeof packDiff>)).toEqual(diff)
})

test("a line takes less room than an object with four names", () => {
  const lines = Array.from({ length: 1_000 }, (_, index): DiffLine => ({ kind: "added", oldLine: null, newLine: index + 1, text: "x" }))
  const large: Diff = { ...diff, files: [file("src/a.ts", lines)] }
  expect(serialize(packDiff(large)).length).toBeLessThan(serialize(large).length / 3)
})
