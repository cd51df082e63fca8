import { expect, test } from "vitest"
import { createLastingAnswers, isLasting } from "../../src/sandbox/lasting-answers.ts"

const one = "1".repeat(40)
const two = "2".repeat(40)

test.each([
  ["merge-base", one, two],
  ["rev-list", "--reverse", `${one}..${two}`],
  ["rev-list", "--max-count=250", one, `^${two}`],
  ["diff-tree", "-r", "-p", one, two, "--", "src/main.ts"],
  ["rev-parse", "--verify", "--quiet", "--end-of-options", `${one}^{commit}`],
  ["cat-file", "blob", `${one}:package.json`],
])("remembers the answer to %s %s", (...words) => {
  expect(isLasting(words)).toBe(true)
})

test.each([
  ["rev-parse", "HEAD^{commit}"],
  ["rev-list", `${one}..main`],
  ["merge-base", one, "2222222"],
  ["rev-list", "--all"],
  ["cat-file", "blob", `main:${one}`],
  ["cat-file", "blob", "tree"],
  ["ls-tree", "-l", "tree"],
  ["rev-list", "commit"],
  ["update-ref", one, two],
  ["for-each-ref", one],
])("asks anew for %s %s", (...words) => {
  expect(isLasting(words)).toBe(false)
})

test("finds out once, also for those who ask at the same time, and again after a failure", async () => {
  const answers = createLastingAnswers()
  let times = 0
  const find = async () => {
    times++
    if (times === 1) throw new Error("the object is missing")
    return Buffer.from("found")
  }
  await expect(answers.of("a", find)).rejects.toThrow("missing")
  expect((await Promise.all([answers.of("a", find), answers.of("a", find)])).map(String)).toEqual(["found", "found"])
  await answers.of("a", find)
  expect(times).toBe(2)
})

test("keeps neither what is large nor more than it may", async () => {
  const answers = createLastingAnswers()
  let times = 0
  const find = (bytes: number) => async () => {
    times++
    return Buffer.alloc(bytes)
  }
  await answers.of("large", find(300_000))
  await answers.of("large", find(300_000))
  expect(times).toBe(2)
  for (let index = 0; index < 500; index++) await answers.of(`${index}`, find(1))
  expect(times).toBe(502)
  await answers.of("499", find(1))
  expect(times).toBe(502)
  await answers.of("0", find(1))
  expect(times).toBe(503)
})
