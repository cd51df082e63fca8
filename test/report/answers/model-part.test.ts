import { describe, expect, test } from "vitest"
import type { ModelAnswer, ModelPart, Statement } from "../../../src/model/inquiry.ts"
import { openReasons } from "../../../src/model/inquiry.ts"
import { addExplanation } from "../../../src/report/answers/add-explanation.ts"
import { answerQuestion } from "../../../src/report/answers/answer-question.ts"
import { explainFinding } from "../../../src/report/answers/explain-finding.ts"
import type { Facts } from "../../../src/report/answers/facts.ts"
import { offerFix } from "../../../src/report/answers/offer-fix.ts"
import { payloads } from "../../injection/payloads.ts"
import { actionsOf, nothing } from "../github-markdown.ts"
import { aComposition, aDiff, aFile, aFinding, aLedgerFinding, anAnalysis, headSha } from "../subjects.ts"

const finding = aFinding({ fingerprint: "f1f1f1f11111111111111111", startLine: 2, endLine: 2 })
const facts: Facts = {
  pullRequest: aComposition().pullRequest,
  headSha,
  diff: aDiff([aFile("src/orders.ts")]),
  analysis: anAnalysis({ findings: [finding] }),
  ledger: [],
  textOf: (path) => (path === "src/orders.ts" ? "const a = 1\nconst b = 2\nconst c = 3\n" : null),
}
const none: ModelPart = { kind: "none" }
const exhibit = { path: "src/orders.ts", startLine: 2, endLine: 2, quote: "const b = 2" }
const usage = { usd: 0.0123, inputTokens: 1, outputTokens: 1, cacheReadTokens: 0, cacheWriteTokens: 0, calls: 2 }

function answered(changes: Partial<ModelAnswer> = {}, isLimited = false): ModelPart {
  const statements: readonly Statement[] = [{ part: "answer", text: "It is always two.", exhibits: [exhibit] }]
  const answer = {
    model: "claude-sonnet-5-5",
    statements,
    open: "nothing" as const,
    unsupported: 0,
    leftOut: 0,
    suggestion: null,
    ...changes,
  }
  return { kind: "answered", answer, usage, isLimited }
}

const refused: ModelPart = {
  kind: "silent",
  wasAsked: false,
  reason: "nothing is left of the repository's limit of $5.00 for one day",
  usd: 0,
}

describe("the answer to a question", () => {
  const question = "any high findings?"

  test("is the model's, with links to what it quotes, and what the analysis knows folded below", () => {
    expect(answerQuestion(question, facts, [], answered())).toMatchInlineSnapshot(`
      "- It is always two.
        - [\`src/orders.ts:2\`](https://github.test/acme/orders/blob/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/src/orders.ts#L2) \`const b = 2\`

      <details><summary>What the analysis knows about it</summary>

      **Findings**: 1 finding (high).

      - **High** · Security · \`f1f1f1f\` · [\`src/orders.ts:2\`](https://github.test/acme/orders/blob/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa/src/orders.ts#L2) Order id from the request reaches a SQL string

      </details>

      <sub>By the model \`claude-sonnet-5-5\` for $0.012 in 2 requests; what it quotes stands at \`aaaaaaa\`, what it says is not proven.</sub>"
    `)
  })

  test("says what is left out, was not shown and could not be looked at", () => {
    const answer = answerQuestion("meaning of life", facts, [], answered({ unsupported: 2, leftOut: 1, open: "runtime" }, true))
    expect(answer).toContain("What stays open: it depends on data or on a running system")
    expect(answer).toContain("2 statements that did not hold up are left out. It was not shown 1 changed file. It wanted to look at more")
    expect(answer).not.toContain("<details>")
  })

  test.each(openReasons.filter((reason) => reason !== "nothing"))("may be that it is not known: %s", (open) => {
    expect(answerQuestion(question, facts, [], answered({ statements: [], open }))).toMatch(/^Not known: [a-z].*\.\n/)
  })

  test("is made of facts alone, with one sentence of why, when there is none of the model", () => {
    const alone = answerQuestion(question, facts, [], none)
    const why = answerQuestion(question, facts, [], refused)
    expect(why).toBe(`${alone}\n\n<sub>The model was not asked: nothing is left of the repository's limit of \\$5.00 for one day.</sub>`)
    const failed: ModelPart = { kind: "silent", wasAsked: true, reason: "the model refused to answer", usd: 0.02 }
    expect(answerQuestion(question, facts, [], failed)).toBe(
      `${alone}\n\n<sub>The model gave no answer that can be shown: the model refused to answer. It cost $0.020.</sub>`,
    )
  })
})

describe("an explanation", () => {
  const explanation = explainFinding(aLedgerFinding(finding), finding, null, facts)

  test("stands as it is, with the model's words below it", () => {
    const statements: readonly Statement[] = [
      { part: "what_to_change", text: "Bind it as the sibling does.", exhibits: [exhibit] },
      { part: "why_here", text: "Everybody can send it.", exhibits: [exhibit] },
    ]
    const whole = addExplanation(explanation, answered({ statements }), facts)
    expect(whole.startsWith(`${explanation}\n\n**Why it matters here**, by the model:\n\n- Everybody can send it.`)).toBe(true)
    expect(whole).toMatch(/\*\*What would change it\*\*, by the model:\n\n- Bind it as the sibling does\.\n {2}- \[`src\/orders\.ts:2`\]/)
    expect(addExplanation(explanation, none, facts)).toBe(explanation)
    expect(addExplanation(explanation, refused, facts)).toMatch(/^[\s\S]*<sub>The model was not asked: [^\n]*<\/sub>$/)
    expect(addExplanation("x".repeat(59_950), answered({ statements }), facts)).toBe("x".repeat(59_950))
  })
})

describe("a fix", () => {
  const suggestion = { startLine: 2, endLine: 2, replacement: "const b = two" }
  const offer = (model: ModelPart, own = finding) => offerFix(aLedgerFinding(own), own, { thread: null, rule: null, facts, model })

  test("of the model is offered where the analysis has none, and says whose it is", () => {
    const offered = offer(answered({ statements: [], suggestion }))
    expect(offered).toContain("+const b = two")
    expect(offered).toContain("Proven at this head")
    expect(offered).toContain("By the model `claude-sonnet-5-5`")
  })

  test("that did not prove itself is none", () => {
    const offered = offer(answered({ statements: [] }))
    expect(offered).toContain("There is no change for it that can be proven")
    expect(offered).toContain("none of the lines it wrote proved themselves. It cost $0.012.")
    expect(offer(none)).not.toContain("model")
  })

  test("of the analysis is offered as it is, whatever the model has", () => {
    const own = aFinding({ ...finding, suggestion })
    expect(offer(answered({ suggestion: { ...suggestion, replacement: "const b = 3" } }), own)).toBe(offer(none, own))
  })
})

test("whatever the model writes and quotes renders as plain text with links of ours", () => {
  const link = /^https:\/\/github\.test\/acme\/orders\/blob\/a{40}\//
  for (const { name, text } of payloads) {
    const statements: readonly Statement[] = [
      { part: "answer", text: text.slice(0, 400), exhibits: [{ ...exhibit, path: `src/${text.slice(0, 60)}.ts`, quote: text }] },
      { part: "why_here", text: `@octocat fixes #1 ![x](https://evil.test/) ${text}`.slice(0, 400), exhibits: [exhibit] },
    ]
    const model = answered({ statements, model: text.slice(0, 100) })
    for (const body of [answerQuestion("?", facts, [], model), addExplanation("", model, facts)])
      expect({ name, ...actionsOf(body, { tags: ["a", "sub", "details", "summary"], link }) }).toEqual({ name, ...nothing })
  }
})
