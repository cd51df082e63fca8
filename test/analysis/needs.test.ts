import { readdirSync } from "node:fs"
import { expect, test } from "vitest"
import { chooseByNeeds } from "../../src/analysis/needs.ts"
import { defineRule } from "../../src/analysis/rule.ts"
import { models } from "../../src/analysis/models/index.ts"
import { rules } from "../../src/analysis/rules/index.ts"
import { createProject } from "../../src/analysis/source/project.ts"
import { createVocabulary } from "../../src/analysis/source/vocabulary.ts"
import { aTree } from "../support/analysis-input.ts"
import { overlookedBy } from "../support/overlooked.ts"
import { readFixture } from "../support/rule-fixture.ts"

const folder = new URL("../rules/", import.meta.url).pathname
const names = readdirSync(folder)
const fixtureOf = (id: string) => {
  const name = names.find((each) => each === id || (each.startsWith(`${id}.`) && !each.endsWith(".fixed")))
  if (name === undefined) throw new Error(`${id} has no fixture`)
  return readFixture(folder + name, id)
}
const demanding = rules.filter((rule) => "needs" in rule && rule.needs !== undefined)

test.each(demanding.map((rule) => ({ id: rule.id, rule })))("$id needs nothing that a file with a finding lacks", async ({ id, rule }) => {
  expect(await overlookedBy(rule, fixtureOf(id))).toEqual([])
})

test.each([
  { what: "a word", needs: { words: ["neverWritten"] } },
  { what: "one word too many", needs: { words: ["Promise neverWritten"] } },
  { what: "another text", needs: { text: [/async/, /neverWritten/] } },
  { what: "a setting", needs: { settings: "cookie" as const } },
  { what: "another kind of path", needs: { path: "test" as const } },
  { what: "routes", needs: { routes: true as const } },
  { what: "a request that leads there", needs: { reached: true as const } },
])("a rule that needs $what which its findings can do without is told", async ({ needs }) => {
  const rule = rules.find((each) => each.id === "no-async-promise-executor")
  if (rule?.kind !== "source") throw new Error("the example is gone")
  expect(await overlookedBy({ ...rule, needs }, fixtureOf(rule.id))).not.toEqual([])
})

test("what only one of several findings is made of is no need of the others", async () => {
  const rule = rules.find((each) => each.id === "no-async-in-foreach")
  if (rule?.kind !== "source") throw new Error("the example is gone")
  const text = "export async function a(list) { list.forEach(async (x) => { await x.one() }) }\n"
  const head = new Map([["src/a.ts", `${text}${text.replace("one", "other").replace(" a(", " b(")}`]])
  const fixture = { base: new Map<string, string>(), head, marks: [], fixed: [] }
  expect(await overlookedBy({ ...rule, needs: { words: ["one"] } }, fixture)).toEqual(["src/a.ts:2"])
})

const choose = (needs: object, path: string, text: string): boolean => {
  const rule = defineRule({
    kind: "source",
    id: "no-x",
    section: "security",
    practice: "security",
    severity: "low",
    confidence: "low",
    title: "x",
    why: "x",
    fix: "x",
    cwe: [],
    needs,
    check: () => [],
  })
  return chooseByNeeds([rule], Number.POSITIVE_INFINITY)(createProject(aTree({ [path]: text }), new Map()), path, text).length > 0
}

test("a rule is asked where all of its needs are met, and only there", () => {
  expect(choose({ words: ["a b", "c"] }, "src/x.ts", "b(); a()")).toBe(true)
  expect(choose({ words: ["a b", "c"] }, "src/x.ts", "// c")).toBe(true)
  expect(choose({ words: ["a b", "c"] }, "src/x.ts", "ab(); b()")).toBe(false)
  expect(choose({ text: [/a\(/, /b/] }, "src/x.ts", "b(a())")).toBe(true)
  expect(choose({ text: [/a\(/, /b/] }, "src/x.ts", "a()")).toBe(false)
  expect(choose({ words: ["c"], text: [/a/] }, "src/x.ts", "c")).toBe(true)
  expect(choose({ words: ["c"], text: [/a/] }, "src/x.ts", "b")).toBe(false)
  expect(choose({ path: "server" }, "test/x.ts", "")).toBe(false)
  expect(choose({ path: "test" }, "test/x.ts", "")).toBe(true)
  expect(choose({ path: "no test" }, "scripts/x.ts", "")).toBe(true)
  expect(choose({ routes: true }, "src/x.ts", "x()")).toBe(false)
})

const settings = models.flatMap((model) => model.settings ?? [])

test.each(settings.map((setting) => ({ setting, name: `${setting.concern}: ${setting.call} ${setting.option ?? setting.argument}` })))(
  "$name is looked for where it may be written",
  ({ setting: { call, concern, option = "" } }) => {
    const [, origin = "", member = ""] = /^((?:@[^/.()]+\/)?[^.()]+)(.*)$/.exec(call) ?? []
    const code = `import made from "${origin}"\nmade${member}({ ${option.split(".").join(": { ")} })`
    expect(choose({ settings: concern }, "src/x.ts", code)).toBe(true)
    expect(choose({ settings: concern }, "src/x.ts", 'import made from "elsewhere"\nmade.run({ other: 1 })')).toBe(false)
  },
)

test("a method that is set goes by the same name in every library that is told to be the same", () => {
  const renamed = models.flatMap(({ same = [] }) =>
    same.filter(({ to }) => settings.some(({ call }) => call === to && /\.\w+$/.test(call))),
  )
  expect(renamed).toEqual([])
})

const hasWord = (text: string, word: string): boolean => {
  const vocabulary = createVocabulary([word, "amid", "others"])
  return vocabulary.wordsIn(text).has(vocabulary.numberOf(word))
}

test.each(["a", "a$b", "_", "x1", "createHmac"])("the word %s is known wherever it stands alone", (word) => {
  for (const text of [word, ` ${word} `, `(${word})`, `"${word}"`, `z.${word}`, `-${word}-`, `\n${word}`, `${word};${"q ".repeat(50)}`])
    expect(hasWord(text, word), text).toBe(true)
  for (const text of ["", `${word}z`, `z${word}`, `${word}é`, "other words"]) expect(hasWord(text, word), text).toBe(false)
})

test.each(["a", "a b", "a b c d", "a b c d e f g h"])("what is not in the text “%s” is looked for and not found", (text) => {
  expect(hasWord(text, "other")).toBe(false)
})

test("a text with escapes may hold any word", () => {
  expect(hasWord("cre\\u0061teHmac()", "createHmac")).toBe(true)
  expect(hasWord('require("\\x66s")', "fs")).toBe(true)
})

test("many words are looked for at once", () => {
  const words = Array.from({ length: 1000 }, (_, at) => `word${at}`)
  const vocabulary = createVocabulary(words)
  const written = words.filter((_, at) => at % 7 === 0)
  expect([...vocabulary.wordsIn(written.join(" and "))].sort((a, b) => a - b)).toEqual(
    written.map((word) => vocabulary.numberOf(word)).sort((a, b) => a - b),
  )
})

test("what is not one word cannot be looked for", () => {
  expect(() => createVocabulary(["two words"])).toThrow("not one word")
  expect(() => createVocabulary([""])).toThrow("not one word")
  expect(() => createVocabulary(["one"]).numberOf("other")).toThrow("not in the vocabulary")
})
