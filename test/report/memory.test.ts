import { describe, expect, test } from "vitest"
import type { DiffLine } from "../../src/model/diff.ts"
import type { Finding } from "../../src/model/finding.ts"
import { fingerprintOf } from "../../src/model/fingerprint.ts"
import { parseKeptMemory } from "../../src/model/kept-memory.ts"
import { emptyMemory, type Memory } from "../../src/model/ledger.ts"
import { parseMarker } from "../../src/model/marker.ts"
import { defaultPolicy } from "../../src/model/policy.ts"
import { type History, nothingSaid } from "../../src/model/ports.ts"
import type { Thread } from "../../src/model/thread.ts"
import { composeReview } from "../../src/report/compose.ts"
import { findAuthorDelta } from "../../src/report/memory/author-delta.ts"
import { digestChange } from "../../src/report/memory/digest-change.ts"
import { addedHunk, aComposition, aDiff, aFile, aFinding, anAnalysis, headSha } from "./subjects.ts"

const sha = (letter: string) => letter.repeat(40)

/** A finding on one line whose code is its own words. */
function found(symbol: string, code: string, line: number, changes: Partial<Finding> = {}): Finding {
  const { rule = "no-floating-promise", path = "src/orders.ts" } = changes
  return aFinding({
    fingerprint: fingerprintOf({ rule, path, symbol, code }, 0),
    rule,
    path,
    section: "reliability",
    severity: "medium",
    startLine: line,
    endLine: line,
    evidence: code,
    title: `Promise in ${symbol} is not awaited`,
    ...changes,
  })
}

/** A pull request as its reviewer lives through it: GitHub's side and ours, without either. */
function aPullRequest() {
  let memory: Memory = emptyMemory
  let history: History = nothingSaid
  const comments: string[] = []
  let head = 0
  return {
    comments,
    loseDatabase: () => void (memory = emptyMemory),
    dismiss: (fingerprint: string) => {
      const dismissal = { by: { id: 3, login: "ada" }, reason: "Only admins", at: new Date(0) }
      memory = {
        ...memory,
        findings: memory.findings.map((each) => (each.fingerprint === fingerprint ? { ...each, state: "dismissed", dismissal } : each)),
      }
    },
    answer: (fingerprint: string) => {
      history = {
        ...history,
        threads: history.threads.map((each) => (each.fingerprint === fingerprint ? { ...each, isAnswered: true } : each)),
      }
    },
    /** Reviews the same head once more. */
    again(findings: readonly Finding[], lines: readonly string[]) {
      head -= 1
      return this.push(findings, lines)
    },
    /** Reviews the next head and publishes. `lines` are the added lines of `src/orders.ts`, the first of them line 10. */
    push(findings: readonly Finding[], lines: readonly string[], changes: Parameters<typeof aComposition>[1] = {}) {
      const thisHead = sha("0123456789"[head++]!)
      const added = lines.map((text, index): DiffLine => ({ kind: "added", oldLine: null, newLine: 10 + index, text }))
      const hunk = { oldStart: 9, oldLines: 0, newStart: 10, newLines: lines.length, lines: added }
      const diff = { ...aDiff([aFile("src/orders.ts", [hunk]), aFile("src/moved.ts")]), headSha: thisHead }
      const review = composeReview(aComposition(findings, { diff, memory, history, textOf: () => lines.join("\n"), ...changes }))
      const spoken = [...(review.review?.comments ?? []), ...review.fileComments]
      comments.push(...spoken.map((comment) => comment.fingerprint))
      const threads = new Map(history.threads.map((thread) => [thread.fingerprint, thread]))
      for (const { fingerprint, path } of spoken) threads.set(fingerprint, aThread(fingerprint, path))
      for (const { fingerprint, state } of review.replies) threads.set(fingerprint, { ...threads.get(fingerprint)!, told: state })
      history = {
        commented: new Set(threads.keys()),
        reviewedHeads: new Set([...history.reviewedHeads, ...(review.review === null ? [] : [thisHead])]),
        threads: [...threads.values()],
        kept: parseKeptMemory(review.report),
      }
      memory = { ...memory, findings: review.memory.findings, lastReview: { headSha: thisHead, change: review.memory.change } }
      return {
        inline: spoken.map((comment) => comment.fingerprint),
        replies: review.replies.map(({ fingerprint, state }) => [fingerprint, state]),
        states: Object.fromEntries(review.memory.findings.map(({ fingerprint, state }) => [fingerprint, state])),
        review,
      }
    },
  }
}

function aThread(fingerprint: string, path: string): Thread {
  return { fingerprint, commentId: 1, path, isAnswered: false, told: null, feedback: { up: 0, down: 0, replies: 0 } }
}

const body = ["await one()", "save(order)", "await two()", "await three()", "await four()", "mail(order)", "await five()"]
const save = found("create", "save(order)", 11)
const mail = found("notify", "mail(order)", 15)

describe("a later round", () => {
  test("says nothing about what was known before, and what max_comments held back stays in the report", () => {
    const pullRequest = aPullRequest()
    const policy = { ...defaultPolicy, max_comments: 1 }
    expect(pullRequest.push([save, mail], body, { policy }).inline).toEqual([save.fingerprint])
    const second = pullRequest.push([save, mail], body)
    expect(second.inline).toEqual([])
    expect(second.review.findings.map(({ placement, placementReason }) => [placement, placementReason])).toEqual([
      ["hidden", "already commented on this pull request"],
      ["summary", "known since an earlier round"],
    ])
  })

  test("speaks of what the author changed, from medium on", () => {
    const pullRequest = aPullRequest()
    pullRequest.push([], body.slice(0, 5))
    const minor = found("notify", "mail(order) // soon", 15, { severity: "low", rule: "no-console" })
    expect(pullRequest.push([mail, minor], body).inline).toEqual([mail.fingerprint])
  })

  test("leaves small things on old lines to the report and speaks of grave ones", () => {
    const pullRequest = aPullRequest()
    pullRequest.push([], body)
    const grave = found("create", "save(order)", 11, { severity: "high", rule: "no-sql-injection", section: "security" })
    const minor = found("one", "await two()", 12)
    const second = pullRequest.push([minor, grave], [...body, "await six()", "await seven()", "await eight()"])
    expect(second.inline).toEqual([grave.fingerprint])
    expect(second.review.findings[0]).toMatchObject({
      placement: "summary",
      placementReason: "not part of what changed since the last review",
    })
  })

  test("after a rebase of the same content says nothing, whatever a model notices first now", () => {
    const pullRequest = aPullRequest()
    pullRequest.push([save], body)
    expect(pullRequest.push([save, mail], body).inline).toEqual([])
  })

  test("of the same head says what only it has seen, from medium on, and repeats nothing", () => {
    const pullRequest = aPullRequest()
    pullRequest.push([save], body)
    const minor = found("one", "await two()", 12, { severity: "low" })
    expect(pullRequest.again([save, mail, minor], body).inline).toEqual([mail.fingerprint])
    expect(pullRequest.again([save, mail, minor], body).inline).toEqual([])
  })

  test("that somebody asked to look at everything says what was held back", () => {
    const pullRequest = aPullRequest()
    pullRequest.push([save, mail], body, { policy: { ...defaultPolicy, max_comments: 1 } })
    expect(pullRequest.push([save, mail], body, { full: true }).inline).toEqual([mail.fingerprint])
  })

  test("lists in its review only what is new", () => {
    const pullRequest = aPullRequest()
    pullRequest.push([save, found("x", "held()", 10)], body, { policy: { ...defaultPolicy, max_comments: 1 } })
    const grave = found("notify", "mail(order)", 15, { severity: "high" })
    const { review } = pullRequest.push([save, found("x", "held()", 10), grave], body)
    expect(review.review?.body).toContain("(1 comment below, 2 told earlier)")
    expect(review.review?.body).not.toContain("Promise in x")
  })
})

describe("a finding", () => {
  test("that is gone is told fixed once, and told again only after it came back", () => {
    const pullRequest = aPullRequest()
    pullRequest.push([save], body)
    const fixed = pullRequest.push([], ["await save(order)"])
    expect(fixed.replies).toEqual([[save.fingerprint, "fixed"]])
    expect(fixed.review.replies[0]?.body).toContain(`Fixed in [\`1111111\`](https://github.test/acme/orders/commit/${sha("1")}).`)
    expect(parseMarker(fixed.review.replies[0]?.body ?? "")).toEqual({ kind: "status", state: "fixed", headSha: sha("1") })
    expect(pullRequest.push([], ["await save(order)", "await x()"]).replies).toEqual([])
    const back = pullRequest.push([save], body)
    expect([back.replies, back.inline, back.states]).toEqual([[[save.fingerprint, "reopened"]], [], { [save.fingerprint]: "reopened" }])
    expect(pullRequest.push([save], body).replies).toEqual([])
    expect(pullRequest.push([], []).replies).toEqual([[save.fingerprint, "fixed"]])
  })

  test("whose thread a person answered is left to people", () => {
    const pullRequest = aPullRequest()
    pullRequest.push([save], body)
    pullRequest.answer(save.fingerprint)
    expect(pullRequest.push([], []).replies).toEqual([])
    expect(pullRequest.push([save], body).inline).toEqual([])
  })

  test("is not fixed by looking away: a file left out, a rule switched off, a partial review", () => {
    const partial = aPullRequest()
    partial.push([save], body)
    const coverage = { files: 2, reviewed: 1, skipped: [], failed: [{ path: "src/moved.ts", reason: "too deep" }] }
    expect(partial.push([], [], { analysis: anAnalysis({ coverage }) }).states).toEqual({ [save.fingerprint]: "open" })

    const off = aPullRequest()
    off.push([save], body)
    const policy = { ...defaultPolicy, rules: { "no-floating-promise": "off" as const } }
    expect(off.push([], body, { policy })).toMatchObject({ states: { [save.fingerprint]: "outdated" }, replies: [] })

    const dropped = aPullRequest()
    dropped.push([save], body)
    expect(dropped.push([], [], { diff: { ...aDiff([]), headSha } }).states).toEqual({ [save.fingerprint]: "outdated" })
  })

  test("of the model is not fixed as long as its code stands, nor while no model looks", () => {
    const byModel = { ...save, origin: "model" as const }
    const consultation = {
      findings: [],
      model: "m",
      note: "",
      participation: {
        model: "m",
        tier: "lite" as const,
        planned: [],
        done: [],
        degraded: [],
        leftOut: [],
        intent: null,
        texts: {},
        usage: { usd: 0, inputTokens: 0, outputTokens: 0, cacheReadTokens: 0, cacheWriteTokens: 0, calls: 1 },
        droppedUnsupported: 0,
        refuted: 0,
      },
    }
    const pullRequest = aPullRequest()
    pullRequest.push([byModel], body)
    expect(pullRequest.push([], body, { consultation }).states).toEqual({ [save.fingerprint]: "open" })
    expect(pullRequest.push([], ["await save(order)", "x()"]).states).toEqual({ [save.fingerprint]: "open" })
    expect(pullRequest.push([], ["await save( all )"], { consultation }).states).toEqual({ [save.fingerprint]: "fixed" })
  })

  test("whose code moves to another file is the same finding", () => {
    const pullRequest = aPullRequest()
    pullRequest.push([save], body)
    const moved = found("create", "save(order)", 12, { path: "src/moved.ts" })
    expect(pullRequest.push([moved], [])).toMatchObject({
      inline: [],
      replies: [],
      states: { [moved.fingerprint]: "open", [save.fingerprint]: "outdated" },
    })
    expect(pullRequest.push([], []).replies).toEqual([[save.fingerprint, "fixed"]])
  })

  test("whose code is edited without removing the defect is not told a second time", () => {
    const pullRequest = aPullRequest()
    pullRequest.push([save], body)
    const edited = found("create", "save(order, options)", 11)
    expect(pullRequest.push([edited], ["await one()", "save(order, options)"])).toMatchObject({ inline: [], replies: [] })
  })

  test("whose code comes back word for word, in a function of another name, is told on its old thread", () => {
    const pullRequest = aPullRequest()
    pullRequest.push([save], body)
    pullRequest.push([], ["await save(order)"])
    const renamed = found("createOrder", "save(order)", 11)
    expect(pullRequest.push([renamed], body)).toMatchObject({ inline: [], replies: [[save.fingerprint, "reopened"]] })
    expect(pullRequest.push([], ["await save(order)"]).replies).toEqual([[save.fingerprint, "fixed"]])
  })

  test("that takes the place of a fixed one in another function is a finding of its own", () => {
    const pullRequest = aPullRequest()
    pullRequest.push([save], body)
    const elsewhere = found("update", "save(orders)", 15)
    expect(pullRequest.push([elsewhere], ["a()", "b()", "c()", "d()", "e()", "save(orders)"])).toMatchObject({
      inline: [elsewhere.fingerprint],
      replies: [[save.fingerprint, "fixed"]],
    })
  })

  test("that somebody dismissed is neither told nor counted again, in this file or another", () => {
    const pullRequest = aPullRequest()
    pullRequest.push([save], body)
    pullRequest.dismiss(save.fingerprint)
    const moved = found("create", "save(order)", 12, { path: "src/moved.ts" })
    for (const finding of [save, moved]) {
      const { review, inline } = pullRequest.push([finding], finding === save ? body : [])
      expect([inline, review.findings, review.check.conclusion]).toEqual([[], [], "success"])
      expect(review.report).toContain("1 dismissed")
      expect(review.report).toContain("dismissed by `ada`: Only admins")
    }
    expect(pullRequest.push([save], body).states[save.fingerprint]).toBe("dismissed")
  })

  test("whose dismissed code is edited is judged anew", () => {
    const pullRequest = aPullRequest()
    pullRequest.push([save], body)
    pullRequest.dismiss(save.fingerprint)
    const edited = found("create", "save(order, admin)", 11)
    expect(pullRequest.push([edited], ["await one()", "save(order, admin)"]).inline).toEqual([edited.fingerprint])
  })

  test("of a rule that this repository seldom acts on goes to the report, but never one of security", () => {
    const memory = { ...emptyMemory, quietRules: new Set([save.rule]) }
    expect(aPullRequest().push([save], body, { memory }).inline).toEqual([])
    const grave = { ...save, section: "security" as const }
    expect(aPullRequest().push([grave], body, { memory }).inline).toEqual([grave.fingerprint])
  })
})

describe("a lost database", () => {
  test("repeats nothing, forgets no dismissal and still tells what is fixed", () => {
    const pullRequest = aPullRequest()
    const other = found("other", "other()", 12, { severity: "high", rule: "no-console" })
    const held = found("held", "held()", 10, { severity: "low", rule: "no-console" })
    pullRequest.push([save, mail, other, held], body, { policy: { ...defaultPolicy, max_comments: 3 } })
    pullRequest.dismiss(other.fingerprint)
    pullRequest.push([save, mail, other, held], body)
    pullRequest.loseDatabase()
    const grown = { ...held, severity: "high" as const }
    const after = pullRequest.push([save, other, grown], body.slice(0, 4))
    expect(after).toMatchObject({ inline: [], replies: [[mail.fingerprint, "fixed"]] })
    expect(after.states).toMatchObject({ [other.fingerprint]: "dismissed", [save.fingerprint]: "open" })
    expect(pullRequest.comments).toHaveLength(3)
  })

  test("and a deleted report leave the round a later one: only what is grave speaks", () => {
    const pullRequest = aPullRequest()
    pullRequest.push([save], body)
    pullRequest.loseDatabase()
    const history = { ...nothingSaid, commented: new Set([save.fingerprint]), reviewedHeads: new Set([sha("0")]) }
    expect(pullRequest.push([save, mail], body, { history }).inline).toEqual([])
  })
})

describe("what the report keeps", () => {
  test("is read from its second line alone, and whatever was tampered with is left out", () => {
    const line = `<!-- nodejs-backend-expert:memory v1 ${sha("a")} fp-1,o,rule,,, ,,, fp-2,?,rule fp%ZZ,o,r fp-3,d,a%20rule,fp-3,77,m -->`
    expect(parseKeptMemory(`first\n${line}\nrest`)).toEqual({
      headSha: sha("a"),
      findings: [
        { fingerprint: "fp-1", rule: "rule", state: "open", saidAs: null, dismissedBy: null, byModel: false },
        { fingerprint: "fp-3", rule: "a rule", state: "dismissed", saidAs: "fp-3", dismissedBy: 77, byModel: true },
      ],
    })
    expect(parseKeptMemory(`first\nsecond\n${line}`)).toBeNull()
    expect(parseKeptMemory(line)).toBeNull()
    expect(parseKeptMemory("first\n<!-- nodejs-backend-expert:memory v1 nothing -->")).toBeNull()
  })
})

describe("the author's delta", () => {
  const at = (line: number) => ({ path: "src/orders.ts", side: "RIGHT" as const, startLine: line, endLine: line, evidence: "x", trace: [] })

  test("is what neither diff had before, however far it moved", () => {
    const before = digestChange(aDiff([aFile("src/orders.ts", [addedHunk(10, 12)])]))
    const shifted = addedHunk(10, 12).lines.map((line) => ({ ...line, newLine: line.newLine! + 100 }))
    const fresh = { kind: "added" as const, oldLine: null, newLine: 130, text: "a new line" }
    const hunk = { ...addedHunk(110, 112), lines: [...shifted, fresh] }
    const delta = findAuthorDelta(before, aDiff([aFile("src/orders.ts", [hunk])]))
    expect([110, 112, 128, 130, 133].map((line) => delta.touches(at(line)))).toEqual([false, false, true, true, false])
  })

  test("takes a line that moved to another file for the same line", () => {
    const before = digestChange(aDiff([aFile("src/old.ts", [addedHunk(10, 12)])]))
    expect(findAuthorDelta(before, aDiff([aFile("src/orders.ts", [addedHunk(10, 12)])])).touches(at(11))).toBe(false)
  })

  test("survives a file called __proto__", () => {
    const diff = aDiff([aFile("__proto__", [addedHunk(10, 12)])])
    expect(findAuthorDelta(digestChange(diff), diff).touches({ ...at(11), path: "__proto__" })).toBe(false)
  })
})
