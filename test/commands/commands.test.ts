import { readdirSync, readFileSync } from "node:fs"
import { join } from "node:path"
import { array, assert, constantFrom, oneof, property, string } from "fast-check"
import { describe, expect, test } from "vitest"
import { generateCommands } from "../../scripts/generate-commands.ts"
import type { CommandOutcome, KnownFinding } from "../../src/commands/command.ts"
import { decideCommands } from "../../src/commands/decide-commands.ts"
import { commands } from "../../src/commands/index.ts"
import { parseCommands } from "../../src/commands/parse-commands.ts"
import type { LedgerFinding } from "../../src/model/ledger.ts"
import type { Permission } from "../../src/model/ports.ts"
import { aLedgerFinding } from "../report/subjects.ts"

const folder = import.meta.dirname
const fixtures = readdirSync(folder).filter((file) => file.endsWith(".md"))

/** What every fixture finds on its pull request: two that stand, with names that begin alike, one mended and one dismissed. */
const findings: readonly KnownFinding[] = [
  aLedgerFinding({ fingerprint: "1a2b3c4d1111111111111111" }),
  aLedgerFinding({ fingerprint: "1a2b3d5e2222222222222222" }),
  aLedgerFinding({ fingerprint: "5c6d7e8f3333333333333333", state: "fixed" }),
  aLedgerFinding({ fingerprint: "9f8e7d6c4444444444444444", state: "dismissed" }),
  // Its code was edited after the comment was written, so that it has a name of its own by now.
  aLedgerFinding({ fingerprint: "7a7a7a7a5555555555555555", state: "outdated" }),
  aLedgerFinding({ fingerprint: "8b8b8b8b6666666666666666", saidAs: "7a7a7a7a5555555555555555" }),
]

test("has one fixture for each command", () => {
  expect(fixtures.map((file) => file.slice(0, -".md".length)).sort()).toEqual(commands.map(({ word }) => word).sort())
})

test("has an index that is what the generator writes", () => {
  const root = join(folder, "../..")
  const { path, text } = generateCommands(root)
  expect(readFileSync(join(root, path), "utf8")).toBe(text)
})

describe.each(fixtures)("%s", (file) => {
  test.each(readCases(readFileSync(join(folder, file), "utf8")))("$name", ({ comment, permission, isAuthor, state, thread, outcomes }) => {
    const decided = decideCommands(comment, { commands, permission, isAuthor, state, findings, thread }).map(describeOutcome)
    expect(decided.map((each, index) => cutReply(each, outcomes[index]))).toEqual(outcomes)
  })
})

/**
 * One `##` each: name, situation, the comment in a fence of four, then `outcome: nothing`, one outcome, or several as a list. Of a reply the
 * outcome names a part.
 */
function readCases(text: string) {
  return text
    .split(/^## /m)
    .slice(1)
    .map((part) => {
      const match =
        /^(?<name>.*)\n\npermission: (?<permission>\w+)(?<author>, author: yes)?(?:, state: (?<state>\w+))?(?:, thread: (?<thread>\w+))?\n\n````comment\n(?<comment>.*?)````\n\noutcome:(?<outcome>.*)$/s.exec(
          part,
        )
      if (match?.groups === undefined) throw new Error(`not a case: ${part}`)
      const { name = "", permission, author, state, thread, comment = "", outcome = "" } = match.groups
      const said = outcome.trim()
      const outcomes = said === "nothing" ? [] : said.startsWith("- ") ? said.slice(2).split("\n- ") : [said]
      return {
        name,
        comment,
        permission: permission as Permission,
        isAuthor: author !== undefined,
        state: state === "closed" ? ("closed" as const) : ("open" as const),
        thread: thread ?? null,
        outcomes,
      }
    })
}

// Of a reply the fixture shows the part that matters.
function cutReply(decided: string, expected = ""): string {
  const part = /^reply (.*)$/.exec(expected)?.[1]
  return part !== undefined && decided.startsWith("reply ") && decided.includes(part) ? expected : decided
}

function describeOutcome(outcome: CommandOutcome): string {
  switch (outcome.kind) {
    case "review":
      return outcome.full ? "full review" : "review"
    case "reply":
      return `reply ${outcome.markdown}`
    case "unclear":
      return `ask back, ${outcome.why}: ${outcome.candidates.map(nameOf).join(" ") || "none"}`
    case "focus":
      return `show ${outcome.section}`
    case "ask":
      return `ask ${outcome.question}`
    case "dismiss":
      return `dismiss ${nameOf(outcome.finding)} because ${outcome.reason}`
    case "explain":
    case "suggest":
    case "restore":
      return `${outcome.kind} ${nameOf(outcome.finding)}`
    default:
      return outcome.kind
  }
}

function nameOf({ fingerprint }: LedgerFinding): string {
  return fingerprint.slice(0, 7)
}

test("reads Windows line ends and reads at most ten commands", () => {
  expect(parseCommands("hello\r\n/expert review now\r\n")).toEqual([{ word: "review", arguments: ["now"], text: "now" }])
  expect(parseCommands("/expert help\n".repeat(50))).toHaveLength(10)
})

test("cuts a question between words, so that no half of a secret is asked", () => {
  const decide = (body: string) =>
    decideCommands(body, { commands, permission: "triage", isAuthor: false, state: "open", findings, thread: null })
  const secret = `ghp_${"x7Yq2".repeat(7)}a`
  const words = "why ".repeat(245).trim()
  expect(decide(`/expert ask ${words} ${secret} and so on`)).toEqual([{ kind: "ask", question: words }])
  expect(decide(`/expert ask ${"x".repeat(2_000)}`)).toMatchObject([{ kind: "reply" }])
})

test("never throws and never grows a reply with the comment, whatever somebody writes", () => {
  const hostile = array(
    oneof(
      string(),
      constantFrom(
        "/expert ",
        "/expert dismiss ",
        "```",
        "~~~",
        "<!--",
        "-->",
        "\n",
        "\r\n",
        "`",
        "> ",
        "- ",
        "@all",
        "__proto__",
        "constructor",
      ),
    ),
    { maxLength: 40 },
  )
  assert(
    property(hostile, (parts) => {
      const outcomes = decideCommands(parts.join(""), {
        commands,
        permission: "none",
        isAuthor: false,
        state: "open",
        findings,
        thread: null,
      })
      for (const outcome of outcomes) if (outcome.kind === "reply") expect(outcome.markdown.length).toBeLessThan(10_000)
    }),
  )
})
