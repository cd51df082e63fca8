import type { AnalysisAnswer, AnsweredRoute } from "../../model/question.ts"
import { codeSpan, escapeText } from "../escape.ts"
import { linkTo } from "../words.ts"
import type { Facts } from "./facts.ts"

const mostListed = 30

/** Takes an answer of the analysis and the question somebody wrote, returns it as Markdown; empty when it says nothing. */
export function renderAnswer(answer: AnalysisAnswer, question: string, facts: Facts): string {
  switch (answer.kind) {
    case "routes":
      return renderRoutes(answer.items, question, facts, answer.isCut)
    case "tests":
      return list(
        "Tests",
        answer.items.map(
          ({ path, names }) => `${link(facts, path, null)}${names.length === 0 ? "" : `: ${names.slice(0, 5).map(escapeText).join("; ")}`}`,
        ),
        answer.isCut,
      )
    case "callers":
      return list(
        "Callers",
        answer.items.map(
          ({ path, line, symbol, text }) =>
            `${link(facts, path, line)}${symbol === "" ? "" : ` in ${codeSpan(symbol)}`}: ${codeSpan(text.trim())}`,
        ),
        answer.isCut,
      )
    case "symbols":
    case "flows":
      return ""
    case "unknown":
      return `The analysis cannot tell: ${escapeText(answer.reason)}.`
  }
}

function renderRoutes(items: readonly AnsweredRoute[], question: string, facts: Facts, isCut: boolean): string {
  const open = /\b(?:no|without|missing|un\w*|public|lacks?)\b/i.test(question)
  const about = {
    auth: /\bauth\w*|\blog(?:in|ged)|\bwho may|\bpublic\b|\bprotect/i.test(question),
    validation: /\bvalidat\w*|\bcheck(?:s|ed)?\b|\bschema/i.test(question),
  }
  const kept = items.filter((route) => !open || ((!about.auth || route.auth === null) && (!about.validation || route.validation === null)))
  const named = open && (about.auth || about.validation) ? "Routes without what you ask for" : "Routes"
  if (items.length > 0 && kept.length === 0) return `**${named}**: none of ${items.length}.`
  return list(
    named,
    kept.map(
      ({ method, route, path, line, auth, validation }) =>
        `${codeSpan(`${method} ${route}`)} (${link(facts, path, line)}), auth: ${auth === null ? "none known" : escapeText(auth)}, validation: ${validation === null ? "none known" : escapeText(validation)}`,
    ),
    isCut,
  )
}

function list(title: string, entries: readonly string[], isCut: boolean): string {
  if (entries.length === 0) return `**${title}**: none known.`
  const more = entries.length > mostListed || isCut ? ["- and more"] : []
  return [`**${title}**:`, "", ...entries.slice(0, mostListed).map((entry) => `- ${entry}`), ...more].join("\n")
}

function link({ pullRequest, headSha }: Facts, path: string, line: number | null): string {
  return linkTo(pullRequest, headSha, path, line)
}
