import * as fc from "fast-check"
import { expect, test } from "vitest"
import { readAnswer } from "../../../src/expert/loop/read-answer.ts"

const item = (n: number) => ({ path: `src/${n}.ts`, quote: `const a = "}]${n}\\"`, evidence: [{ path: "x", lines: [1, 2] }] })
const whole = { kind: "findings", findings: [1, 2, 3].map(item), coverage: { filesRead: ["a", "b"], notChecked: [] } }

test.each(["", "[]", "null", "no", "{", "{}x{", '{"a"', '{"a":', "}{"])("finds nothing, or nothing but an empty object, in %j", (text) => {
  const read = readAnswer(text)
  expect(read.kind === "none" || Object.keys(read.value).length === 0).toBe(true)
})

test("reads an object whatever stands around it", () => {
  expect(readAnswer(`Sure: ${JSON.stringify(whole)} That is all {really}.`)).toEqual({ kind: "whole", value: whole })
})

test("keeps only complete items, wherever the text is cut off", () => {
  const text = JSON.stringify(whole)
  for (let length = 0; length < text.length; length += 1) {
    const read = readAnswer(text.slice(0, length))
    const { kind, findings = [] } = (read.kind === "none" ? {} : read.value) as Partial<typeof whole>
    expect([undefined, "findings"]).toContain(kind)
    expect(findings).toEqual(whole.findings.slice(0, findings.length))
    expect(read.kind).not.toBe("whole")
  }
  expect(readAnswer(text.slice(0, text.indexOf('{"path":"src/3')))).toEqual({
    kind: "partial",
    value: { kind: "findings", findings: whole.findings.slice(0, 2) },
  })
})

test("leaves out items that are no JSON and keeps the others", () => {
  expect(readAnswer('{"findings":[{"a":1},{"a":NaN},{"a":3}],"kind":"findings"}')).toEqual({
    kind: "partial",
    value: { findings: [{ a: 1 }, { a: 3 }], kind: "findings" },
  })
})

test("sets no prototype by a property that is called like one", () => {
  const read = readAnswer('{"__proto__":{"isAdmin":true},"list":[1')
  expect(read).toMatchObject({ kind: "partial" })
  expect(({} as { isAdmin?: boolean }).isAdmin).toBeUndefined()
  expect(Object.getPrototypeOf(read.kind === "none" ? {} : read.value)).toBe(Object.prototype)
})

test("reads back every object, and takes any text at all", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 })), (value) => {
      const text = JSON.stringify(value)
      expect(readAnswer(text)).toEqual({ kind: "whole", value: JSON.parse(text) })
    }),
  )
  fc.assert(fc.property(fc.string({ unit: "grapheme" }), (text) => void readAnswer(text)))
  fc.assert(fc.property(fc.stringMatching(/^[{}[\]",:\\ a1-]{0,60}$/), (text) => void readAnswer(text)))
})

test.each(["{".repeat(200_000), '{"a":'.repeat(100_000), `{"a":${"[".repeat(200_000)}`, `{"a":"${"\\".repeat(200_001)}`])(
  "takes hostile nesting without a stack overflow",
  (text) => {
    expect(readAnswer(text).kind).not.toBe("whole")
  },
)
