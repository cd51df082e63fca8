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

const cross = <T>(value: T): T => deserialize(serialize(value)) as T
const added = (texts: readonly string[]): ChangedFile => ({
  ...file("new.ts", []),
  status: "added",
  oldPath: null,
  hunks: [
    {
      oldStart: 0,
      oldLines: 0,
      newStart: 1,
      newLines: texts.length,
      lines: texts.map((text, index) => ({ kind: "added", oldLine: null, newLine: index + 1, text })),
    },
  ],
})

test("a diff that crossed to another process is the same", () => {
  expect(unpackDiff(cross(packDiff(diff, () => "another text")), () => "another text")).toEqual(diff)
})

test.each([
  { name: "ends with a line feed", lines: ["a", "", "b"], text: "a\n\nb\n", crosses: false },
  { name: "ends without one", lines: ["a", "", "b"], text: "a\n\nb", crosses: false },
  { name: "is one empty line", lines: [""], text: "\n", crosses: false },
  { name: "is not what was read", lines: ["a", "b"], text: "a\nb\nc\n", crosses: true },
  { name: "is not what was read to its end", lines: ["a", "", ""], text: "a\n", crosses: true },
  { name: "was not read", lines: ["a"], text: undefined, crosses: true },
])("a file that was added and $name crosses once at most", ({ lines, text, crosses }) => {
  const whole = { ...diff, files: [added(lines)] }
  const packed = cross(packDiff(whole, () => text))
  expect(packed.files[0]?.hunks[0]?.texts !== null).toBe(crosses)
  expect(unpackDiff(packed, () => text)).toEqual(whole)
})

test("a line takes less room than an object with four names", () => {
  const large: Diff = { ...diff, files: [added(Array.from({ length: 1_000 }, () => "x"))] }
  expect(serialize(packDiff(large, () => null)).length).toBeLessThan(serialize(large).length / 10)
})
