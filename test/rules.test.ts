import { readdirSync, statSync } from "node:fs"
import { expect, test } from "vitest"
import { rules } from "../src/analysis/rules/index.ts"
import { readFixture, runFixture } from "./support/rule-fixture.ts"

const folder = new URL("rules/", import.meta.url).pathname
const fixtures = readdirSync(folder)
  .filter((name) => !name.endsWith(".fixed"))
  .map((name) => ({ name, id: statSync(folder + name).isDirectory() ? name : name.replace(/\.\w+$/, "") }))

test("each rule has one fixture and each fixture has a rule", () => {
  expect(fixtures.map((each) => each.id).sort()).toEqual(rules.map((rule) => rule.id).sort())
})

test.each(rules.map((rule) => ({ id: rule.id, rule })))("$id has a well-formed declaration", ({ rule }) => {
  expect(rule.id).toMatch(/^(?:no|require|prefer)(?:-[a-z0-9]+)+$/)
  expect(rule.title).not.toMatch(/\.$/)
  expect(rule.why.length, "why: two sentences").toBeGreaterThan(40)
  for (const cwe of rule.cwe) expect(cwe).toMatch(/^CWE-\d+$/)
  for (const other of rule.yieldsTo ?? []) {
    const stronger = rules.find((each) => each.id === other)
    expect(stronger, `${other} is no rule`).toBeDefined()
    expect(stronger?.yieldsTo, `${other} yields as well: a finding of both would be lost`).toBeUndefined()
  }
})

test.each(fixtures)("$id reports exactly the annotated lines", async ({ name, id }) => {
  const rule = rules.find((each) => each.id === id)
  if (!rule) throw new Error(`no rule ${id}: delete the fixture or run npm run generate`)
  const fixture = readFixture(folder + name, id)
  const outcome = await runFixture(rule, fixture)

  expect(outcome.failed, "the rule throws").toEqual([])
  expect(fixture.marks.filter((mark) => mark.kind === "ruleid").length, "at least one ruleid").toBeGreaterThan(0)
  expect(fixture.marks.filter((mark) => mark.kind === "ok").length, "at least one ok").toBeGreaterThan(0)
  const expected = fixture.marks.filter((mark) => mark.kind === "ruleid" || mark.kind === "todook").map((mark) => mark.place)
  expect(outcome.places).toEqual(expected.sort())
  const working = fixture.marks.filter(
    (mark) =>
      (mark.kind === "todoruleid" && outcome.places.includes(mark.place)) ||
      (mark.kind === "todook" && !outcome.places.includes(mark.place)),
  )
  expect(working, "a todo that works already: make it ruleid or ok").toEqual([])
  for (const finding of outcome.findings) {
    expect(finding.title).not.toMatch(/\.$/)
    expect(finding.message.length).toBeGreaterThan(30)
  }
})

test.each(fixtures)("$id suggests exactly what its .fixed file says", async ({ name, id }) => {
  const rule = rules.find((each) => each.id === id)
  if (!rule) return
  const fixture = readFixture(folder + name, id)
  const { fixed } = await runFixture(rule, fixture)
  for (const [path, text] of fixed) await expect(text).toMatchFileSnapshot(`rules/${id}.fixed/${path}`)
  for (const path of fixture.fixed) expect([...fixed.keys()], `${path} is no longer suggested`).toContain(path)
})
