import type { Exhibit, ModelPart, OpenReason, Statement, StatementPart } from "../../model/inquiry.ts"
import { codeSpan, escapeText } from "../escape.ts"
import { truncateLine } from "../limits.ts"
import { renderModelLine } from "../model-text.ts"
import { dollars } from "../tell-participation.ts"
import { countOf, linkTo, shortSha } from "../words.ts"
import type { Facts } from "./facts.ts"

type Answered = Extract<ModelPart, { kind: "answered" }>
type Place = Pick<Facts, "pullRequest" | "headSha">

// A statement has at most 400 characters, and escapes make it longer.
const longestStatement = 600
const longestQuote = 160

/** Takes what the model states, returns what of it is about these parts as a list, each statement with links to the lines it quotes; empty for none. */
export function listStatements(statements: readonly Statement[], parts: readonly StatementPart[], place: Place): string {
  return statements
    .filter((each) => parts.includes(each.part))
    .map(({ text, exhibits }) =>
      [`- ${renderModelLine(text, longestStatement)}`, ...exhibits.map((exhibit) => `  - ${showExhibit(exhibit, place)}`)].join("\n"),
    )
    .join("\n")
}

/** Takes an answer, returns in words what of the question stays open; empty when nothing does. */
export function tellOpen({ statements, open }: Pick<Answered["answer"], "statements" | "open">): string {
  return open === "nothing" ? "" : `${statements.length === 0 ? "Not known" : "What stays open"}: ${openWords[open]}.`
}

const openWords: Readonly<Record<Exclude<OpenReason, "nothing">, string>> = {
  not_found: "it was looked for and is not in the code",
  runtime: "it depends on data or on a running system, which the code does not show",
  outside: "it is decided outside of this repository",
  intent: "it depends on what people want, which the code does not say",
  unclear: "there is no question about this code in it",
}

/** Takes what the model did, returns one line in small print: who answered, for how much, and what is not shown; or why nobody did. Empty without a model. */
export function tellModelPart(part: ModelPart, { headSha }: Place): string {
  if (part.kind === "none") return ""
  if (part.kind === "silent") {
    const cost = part.usd === 0 ? "" : ` It cost ${dollars(part.usd)}.`
    return `<sub>The model ${part.wasAsked ? "gave no answer that can be shown" : "was not asked"}: ${escapeText(part.reason)}.${cost}</sub>`
  }
  const { answer, usage, isLimited } = part
  const sentences = [
    `By the model ${codeSpan(answer.model)} for ${dollars(usage.usd)} in ${countOf(usage.calls, "request")}; what it quotes stands at ${codeSpan(shortSha(headSha))}, what it says is not proven.`,
    answer.unsupported === 0
      ? ""
      : `${countOf(answer.unsupported, "statement")} that did not hold up ${answer.unsupported === 1 ? "is" : "are"} left out.`,
    answer.leftOut === 0 ? "" : `It was not shown ${countOf(answer.leftOut, "changed file")}.`,
    isLimited ? "It wanted to look at more than its limits allow." : "",
  ]
  return `<sub>${sentences.filter((each) => each !== "").join(" ")}</sub>`
}

function showExhibit({ path, startLine, quote }: Exhibit, { pullRequest, headSha }: Place): string {
  const line = quote.split("\n").find((each) => each.trim() !== "") ?? ""
  return `${linkTo(pullRequest, headSha, path, startLine)} ${codeSpan(truncateLine(line.trim(), longestQuote))}`
}
