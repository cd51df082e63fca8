import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { array, assert, constantFrom, oneof, property, string } from "fast-check"
import { describe, expect, test } from "vitest"
import { generateCommands } from "../../scripts/generate-commands.ts"
import { decideCommands } from "../../src/commands/decide-commands.ts"
import { commands } from "../../src/commands/index.ts"
import { parseCommands } from "../../src/commands/parse-commands.ts"
import type { Permission } from "../../src/model/ports.ts"

const folder = import.meta.dirname
const fixtures = readdirSync(folder).filter((file) => file.endsWith(".md"))

test("has one fixture for each command", () => {
  expect(fixtures.map((file) => file.slice(0, -".md".length)).sort()).toEqual(commands.map(({ word }) => word).sort())
})

test("has an index that is what the generator writes", () => {
  const root = join(folder, "../..")
  const { path, text } = generateCommands(root)
  expect(readFileSync(join(root, path), "utf8")).toBe(text)
})

describe.each(fixtures)("%s", (file) => {
  test.each(readCases(readFileSync(join(folder, file), "utf8")))("$name", ({ comment, permission, isAuthor, state, outcome }) => {
    const decided = decideCommands(comment, { commands, permission, isAuthor, state })
    expect(decided.review).toEqual(outcome.review ? { again: true, asked: true } : null)
    if (outcome.reply === null) expect(decided.reply).toBeNull()
    else expect(decided.reply).toContain(outcome.reply)
  })
})

/** One `##` each: name, situation, the comment in a fence of four, and `outcome: [review] [and] [reply TEXT IT CONTAINS] | nothing`. */
function readCases(text: string) {
  return text
    .split(/^## /m)
    .slice(1)
    .map((part) => {
      const match =
        /^(?<name>.*)\n\npermission: (?<permission>\w+)(?<author>, author: yes)?(?:, state: (?<state>\w+))?\n\n````comment\n(?<comment>.*?)````\n\noutcome: (?<outcome>.*)\n*$/s.exec(
          part,
        )
      if (match?.groups === undefined) throw new Error(`not a case: ${part}`)
      const { name = "", permission, author, state, comment = "", outcome = "" } = match.groups
      const said = /^(?:(?<nothing>nothing)|(?<review>review)?(?: and )?(?:reply (?<reply>.+))?)$/.exec(outcome.trim())
      if (said?.groups === undefined) throw new Error(`not an outcome: ${outcome}`)
      return {
        name,
        comment,
        permission: permission as Permission,
        isAuthor: author !== undefined,
        state: state === "closed" ? ("closed" as const) : ("open" as const),
        outcome: { review: said.groups["review"] !== undefined, reply: said.groups["reply"] ?? null },
      }
    })
}

test("reads Windows line ends and reads at most ten commands", () => {
  expect(parseCommands("hello\r\n/expert review now\r\n")).toEqual([{ word: "review", arguments: ["now"] }])
  expect(parseCommands("/expert help\n".repeat(50))).toHaveLength(10)
})

test("never throws and never grows a reply with the comment, whatever somebody writes", () => {
  const hostile = array(
    oneof(string(), constantFrom("/expert ", "```", "~~~", "<!--", "-->", "\n", "\r\n", "`", "@all", "__proto__", "constructor")),
    { maxLength: 40 },
  )
  assert(
    property(hostile, (parts) => {
      const { reply } = decideCommands(parts.join(""), { commands, permission: "none", isAuthor: false, state: "open" })
      expect((reply ?? "").length).toBeLessThan(10_000)
    }),
  )
})
