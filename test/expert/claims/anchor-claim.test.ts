import { array, assert, asyncProperty, boolean, constantFrom, integer, nat, record } from "fast-check"
import { describe, expect, it } from "vitest"
import { anchorClaim, fold, quotedLines } from "../../../src/expert/claims/anchor-claim.ts"
import { judgeCandidates } from "../../../src/expert/claims/judge-candidates.ts"
import type { Vote } from "../../../src/expert/claims/judge-candidates.ts"
import { normaliseClaims } from "../../../src/expert/claims/normalise-claims.ts"
import { readAnswer } from "../../../src/expert/claims/read-answer.ts"
import { mergeFindings } from "../../../src/expert/claims/to-findings.ts"
import { showHunks } from "../../../src/expert/pack/shown-hunks.ts"
import type { Diff } from "../../../src/model/diff.ts"
import { defaultPolicy } from "../../../src/model/policy.ts"
import { placeFindings } from "../../../src/report/place.ts"
import { aDiff, aTree } from "../../support/analysis-input.ts"
import { aClaim } from "../scripted-session.ts"

const path = "src/orders.ts"
// Few different lines, so that quotes are often in several places; one is part of another, one looks like a copied margin.
const vocabulary = [
  "  const order = await orders.findById(id)",
  "    const order = await orders.findById(id)",
  "  if (order === null) return reply.code(404).send()",
  "  reply.send(order)",
  "  return reply.send(order) // as it is",
  "}",
  "",
  "12| const odd = 1",
  "\tawait audit.write({ id, at: clock() })",
  "  await audit.write({ id,   at: clock() })",
]
const file = array(constantFrom(...vocabulary), { minLength: 3, maxLength: 40 })
const noise = constantFrom(
  (line: string) => line,
  (line: string) => `  ${line}`,
  (line: string) => line.trim(),
  (line: string) => line.replaceAll(" ", "  "),
  (line: string) => line.replaceAll("  ", "\t"),
  (line: string) => `${line}  \r`,
)
const aCase = record({
  before: file,
  after: file,
  at: nat(200),
  length: integer({ min: 1, max: 3 }),
  noise,
  numbered: boolean(),
  invent: constantFrom(false, false, false, true),
  hunkId: constantFrom("named", "H1", "H99", "", "h1"),
  hint: integer({ min: -5, max: 60 }),
})

function quoteOf(
  lines: readonly { n: number; text: string }[],
  { noise, numbered }: { noise: (line: string) => string; numbered: boolean },
) {
  return lines.map(({ n, text }) => `${numbered ? `${n}|+` : ""}${noise(text)}`).join("\n")
}

function textAt(diff: Diff, line: number): string | undefined {
  return diff.files[0]?.hunks.flatMap((hunk) => hunk.lines).find(({ newLine }) => newLine === line)?.text
}

describe("a quote of the model", () => {
  it("becomes a comment only on lines of the diff that read like it: 10,000 changes with noisy quotes and wrong numbers", async () => {
    let inline = 0
    let elsewhere = 0
    await assert(
      asyncProperty(aCase, async ({ before, after, at, length, invent, hunkId, hint, ...how }) => {
        const [base, head] = [aTree({ [path]: before.join("\n") }), aTree({ [path]: after.join("\n") })]
        const diff = aDiff(base, head)
        const hunks = await showHunks(diff.files, (text) => Promise.resolve(text))
        const hunk = hunks[at % Math.max(1, hunks.length)]
        if (hunk === undefined || hunk.lines.length === 0) return
        const start = at % hunk.lines.length
        const quote = invent ? "  await nobody.wrote(this)" : quoteOf(hunk.lines.slice(start, start + length), how)
        const claim = aClaim({ quote, lineHint: hint, hunkId: hunkId === "named" ? hunk.id : hunkId, evidence: [{ path, quote, why: "" }] })
        const { findings } = readAnswer({ findings: [claim] })
        const head_ = { linesOf: () => Promise.resolve(after) }
        const pack = { text: "", hunks, symbols: new Map(), statics: new Map() }
        const { candidates, unsupported } = await normaliseClaims(
          findings.map((each) => ({ pass: "find-all", claim: each })),
          pack,
          head_,
        )
        const verdicts = candidates.map(({ id }): Vote => ({
          lens: null,
          verdict: {
            id,
            verdict: "confirmed",
            reason: "",
            evidence: [{ path, quote, why: "" }],
            severity: "medium",
            confidence: 90,
          } as const,
        }))
        const judged = await judgeCandidates(candidates, verdicts, head_)
        const merged = await mergeFindings({ statics: [], judged, suggestions: new Map(), head: head_ })
        const placed = placeFindings({
          findings: merged,
          diff,
          policy: defaultPolicy,
          history: { commented: new Set(), reviewedHeads: new Set() },
        })
        if (invent) expect({ placed, unsupported }).toEqual({ placed: [], unsupported: 1 })
        for (const finding of placed) {
          if (finding.placement !== "inline") {
            elsewhere++
            expect(finding.placement).toBe("summary")
            continue
          }
          inline++
          const wanted = quotedLines(quote).map(fold)
          const found = Array.from({ length: finding.endLine - finding.startLine + 1 }, (_, index) =>
            textAt(diff, finding.startLine + index),
          )
          const isWhole = found.map((line) => fold(line ?? "")).join("\n") === wanted.join("\n")
          // Part of a line counts where it stands in this line only.
          const isOnlyPart =
            wanted.length === 1 &&
            found.length === 1 &&
            hunks.flatMap(({ lines }) => lines).filter(({ text }) => fold(text).includes(wanted[0]!)).length === 1
          expect(found).not.toContain(undefined)
          expect(isWhole || isOnlyPart).toBe(true)
        }
      }),
      { numRuns: 10_000, seed: 20_261_129 },
    )
    // A property that never speaks proves nothing.
    expect(inline).toBeGreaterThan(1_000)
    expect(elsewhere).toBeGreaterThan(100)
  })

  it("is found where it stands once, whatever the number says", () => {
    const hunk = {
      id: "H2",
      path,
      removed: [],
      lines: [
        { n: 30, text: "  const total = price * count", isAdded: true },
        { n: 31, text: "  return total", isAdded: true },
      ],
    }
    const quoted = { path, hunkId: "H7", quote: "const total = price  * count\n  return total", lineHint: 4 }
    expect(anchorClaim(quoted, [hunk])).toMatchObject({ startLine: 30, endLine: 31 })
  })

  it("that stands twice is told apart by a number near one of them, and by nothing else", () => {
    const line = (n: number) => ({ n, text: "  reply.send(order)", isAdded: true })
    const hunks = [
      { id: "H1", path, removed: [], lines: [line(10)] },
      { id: "H2", path, removed: [], lines: [line(50)] },
    ]
    const quoted = { path, hunkId: "", quote: "  reply.send(order)" }
    expect(anchorClaim({ ...quoted, lineHint: 48 }, hunks)).toMatchObject({ startLine: 50 })
    expect(anchorClaim({ ...quoted, lineHint: 30 }, hunks)).toBeNull()
    expect(anchorClaim({ ...quoted, lineHint: 200 }, hunks)).toBeNull()
    expect(anchorClaim({ ...quoted, hunkId: "H1", lineHint: 200 }, hunks)).toMatchObject({ startLine: 10 })
  })

  it("that is a brace is nowhere", () => {
    const hunks = [{ id: "H1", path, removed: [], lines: [{ n: 3, text: "  reply.send(order) }", isAdded: true }] }]
    expect(anchorClaim({ path, hunkId: "H1", quote: "}", lineHint: 3 }, hunks)).toBeNull()
  })
})
