import { closeSync, fstatSync } from "node:fs"
import { afterEach, expect, test } from "vitest"
import { openLastWord, speakerAt } from "../../src/jail/last-word.ts"

const word = openLastWord()
afterEach(() => word.close())

test("keeps the word that was left last, also when it is shorter or the same, and after the end", () => {
  expect(word.read()).toBe("")
  const say = speakerAt(word.descriptor)
  say("a".repeat(64))
  expect(word.read()).toBe(`1 ${"a".repeat(64)}`)
  say("b")
  expect(word.read()).toBe("2 b")
  say("b")
  expect(word.read()).toBe("3 b")
  say("c".repeat(5_000))
  expect(word.read()).toHaveLength(96)
  expect(fstatSync(word.descriptor)).toMatchObject({ nlink: 0, size: 96 })
  word.close()
  word.close()
  expect(word.read()).toMatch(/^4 c+$/)
  expect(() => closeSync(word.descriptor)).toThrow("EBADF")
})
