import { readdirSync, readFileSync } from "node:fs"
import * as fc from "fast-check"
import { expect, test } from "vitest"
import { rules } from "../../src/analysis/rules/index.ts"
import { mayMeet, printOf, requirementOf, requirementOfText } from "../../src/analysis/source/text-print.ts"

const mayMatch = (pattern: RegExp, text: string) => mayMeet(printOf(text), requirementOf(pattern))
const ofRules = rules.flatMap((rule) => ("needs" in rule ? (rule.needs?.text ?? []) : []))
const fixtures = new URL("../rules/", import.meta.url)
const texts = readdirSync(fixtures, { recursive: true, withFileTypes: true })
  .filter((each) => each.isFile())
  .map((each) => readFileSync(`${each.parentPath}/${each.name}`, "utf8"))

test("no pattern of a rule is taken for one that cannot match a text that it matches", () => {
  const prints = texts.map(printOf)
  const wrong = ofRules.flatMap((pattern) => {
    const requirement = requirementOf(pattern)
    return texts.flatMap((text, index) =>
      pattern.test(text) && !mayMeet(prints[index] ?? printOf(""), requirement) ? [pattern.source] : [],
    )
  })
  expect(wrong).toEqual([])
})

test.each([
  /colou?r|gr[ae]y/,
  /(?:get|post)(?:One|Many)!/,
  /(?:ab){2,3}c/,
  /x{3}yz+/,
  /a(?:bc|de)?fgh/,
  /new\s+[A-Z]\w*\(/,
  /[^a-z]secret[^a-z]/,
  /(?:one|(?:two|three)+)-\d{1,3}/,
  /\.createHash\(["'`](?:md5|sha1)["'`]\)/,
  /(?:|optional)tail/,
])("whatever %s matches meets what it requires", (pattern) => {
  fc.assert(
    fc.property(fc.stringMatching(pattern), fc.string(), fc.string(), (match, before, after) => {
      const text = `${before} ${match} ${after}`
      return !pattern.test(text) || mayMatch(pattern, text)
    }),
  )
})

test("letters count whatever their case, also those that are not ASCII beside them", () => {
  expect(mayMatch(/password/i, "const PASSWORD = 1")).toBe(true)
  expect(mayMatch(/password/, "const PASSWORD = 1")).toBe(true)
  expect(mayMatch(/kelvin/iu, "\u212Aelvin")).toBe(true)
  expect(mayMatch(/müller/, "müller")).toBe(true)
})

test.each([
  [/createHmac|HmacSHA\d/, "const hash = createHash('sha256')"],
  [/\b(?:pg|mysql)Table\(/, "export const table = sqliteTable('a')"],
  [/(?:on|once)\(["']message["']/, "socket.on('close')"],
  [/^import .{0,40}jsonwebtoken/m, "import jwt from 'jose'"],
  [/(["'`])\w+\1-ending/, "'a'-end"],
  [/@(?:Get|Post|Put)\b.*guard/i, "@Get() list() {}"],
])("%s needs more than “%s” has", (pattern, text) => {
  expect(mayMatch(pattern, text)).toBe(false)
})

test.each([/\bOR\b/, /\w+\(/, /a|createServer/, /(?:secret)?/, /[\w.]{3,}/])("nothing is known of what %s requires", (pattern) => {
  expect(requirementOf(pattern)).toBeNull()
})

test("most patterns of rules require something, so that most texts need not be searched", () => {
  const known = ofRules.filter((pattern) => requirementOf(pattern) !== null)
  expect(known.length).toBeGreaterThan(ofRules.length / 2)
})

test("a long text has a print of its own size, and loses nothing at the end", () => {
  const text = `${"const filler = 1\n".repeat(2_000)}verySpecialName`
  expect(mayMatch(/verySpecialName/, text)).toBe(true)
  expect(mayMatch(/otherSpecialThing/, text)).toBe(false)
})

test("of characters, each run of three must be there; fewer, and letters of other scripts, tell nothing", () => {
  expect(mayMeet(printOf("describe createOrder"), requirementOfText("createOrder"))).toBe(true)
  expect(mayMeet(printOf("describe createOffer"), requirementOfText("createOrder"))).toBe(false)
  expect(requirementOfText("id")).toBeNull()
  expect(requirementOfText("größe")).toBeNull()
})
