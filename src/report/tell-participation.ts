import type { Finding } from "../model/finding.ts"
import type { Participation, ReportHeading, StandIn } from "../model/review.ts"
import { codeSpan, escapeText } from "./escape.ts"
import { countOf, shortSha, tally } from "./words.ts"

type Shown = Pick<Participation, "degraded" | "returnsAt">

export interface Shortfall {
  /** For the title of the check. */
  readonly title: string
  /** Why, in words for people. */
  readonly reason: string
  /** The title and the kinds of trouble in a few words, for the line that is read alone. */
  readonly headline: string
}

// What stands for a flag where there is room for a word or two.
const flagWords: Readonly<Record<string, string>> = {
  truncated: "answer cut off",
  refused: "refused",
  "invalid-answer": "unreadable answer",
  "no-answer": "no answer",
  "unknown-stop": "stopped for an unknown reason",
  "tool-budget": "wanted to look further",
  budget: "limit of money",
  interrupted: "answer broke off",
  stalled: "fell silent",
  "out-of-time": "out of time",
  time: "out of time",
  "rate-limited": "rate limited",
  unreachable: "unreachable",
  "circuit-open": "not accepted by the provider",
  "too-large": "change too large",
  rejected: "request rejected",
  "injection-suspected": "injection suspected",
  "not-checked": "files not checked",
  "answer-refused": "answer not believed",
  process: "its process ended",
  failed: "an error of ours",
}

/** Takes how the model took part, returns what is missing of its work; `null` when it did all of it, or was never meant to. */
export function findShortfall(participation: Shown | null): Shortfall | null {
  if (participation === null || participation.degraded.length === 0) return null
  const { degraded, returnsAt } = participation
  const reasons = degraded.map((each) => escapeText(each.reason))
  const reason = [...new Set([...reasons, ...(returnsAt === undefined ? [] : [describeReturn(returnsAt)])])].join("; ")
  if (degraded.every(({ flag }) => flag === "budget"))
    return { title: "The model stopped at its limit of money", reason, headline: "the model stopped at its limit of money" }
  // Words of ours alone: the flags come from the process that has talked to the model.
  const kinds = [...new Set(degraded.flatMap(({ flag }) => (Object.hasOwn(flagWords, flag) ? [flagWords[flag]!] : [])))]
  const headline = `the model's part is incomplete${kinds.length === 0 ? "" : ` (${kinds.join(", ")})`}`
  return { title: "The model's part is incomplete", reason, headline }
}

/** Takes findings and what is missing of the model's work, returns their tally; that there are none is said of the rules alone where they were alone. */
export function tallyOf(findings: readonly Pick<Finding, "severity">[], shortfall: Shortfall | null): string {
  return findings.length === 0 && shortfall !== null ? "the rules found nothing" : tally(findings)
}

/** Takes how the model took part, returns what it cost and what it was not shown; empty without a model. */
export function describeParticipation(participation: Participation | null): string {
  if (participation === null) return ""
  const { usage, leftOut, droppedUnsupported, refuted } = participation
  const dropped = [
    droppedUnsupported === 0 ? "" : `${droppedUnsupported} that pointed at code which is not there`,
    refuted === 0 ? "" : `${refuted} that did not stand up to a second look`,
  ].filter((part) => part !== "")
  return [
    `The model cost ${dollars(usage.usd)} in ${countOf(usage.calls, "request")}.`,
    describeStandIns(participation),
    describeSince(participation),
    dropped.length === 0 ? "" : `Of its claims, ${dropped.join(" and ")} are not shown.`,
    leftOut.length === 0
      ? ""
      : `It was not shown ${countOf(leftOut.length, "changed file")}, such as ${codeSpan(leftOut[0]!.path)} (${escapeText(leftOut[0]!.reason)}); the rules read all of them.`,
  ]
    .filter((part) => part !== "")
    .join(" ")
}

function describeSince({ since }: Participation): string {
  if (since === undefined) return ""
  const sha = codeSpan(shortSha(since.headSha))
  if (!since.isAsked) return `It was not asked again: nothing that it would look at has changed since ${sha}.`
  return `It was shown what changed since ${sha}; ${countOf(since.files, "file")} changed as before ${since.files === 1 ? "was" : "were"} not shown again.`
}

function describeReturn(returnsAt: number): string {
  const time = new Date(returnsAt).toISOString().slice(0, 16).replace("T", " ")
  return `it is asked again about ${time} UTC, unless something changes before`
}

const meanings: Readonly<Record<StandIn["because"], string>> = { refused: "refused", unreachable: "could not be reached" }

function describeStandIns({ standIns = [], shares = [] }: Participation): string {
  const groups = Map.groupBy(standIns, ({ model, because }) => JSON.stringify([model, because]))
  return [...groups.values()]
    .map((group) => {
      const { model, because } = group[0]!
      const usd = shares.find((share) => share.model === model)?.usd
      const passes = group.map(({ pass }) => codeSpan(pass)).join(", ")
      return `${codeSpan(model)} answered ${passes} in place of a model that ${meanings[because]}${usd === undefined ? "" : `, for ${dollars(usd)} of it`}.`
    })
    .join(" ")
}

/** Takes how the model took part, returns what it writes under a heading, as plain text that renders as nothing else; empty where it wrote nothing. */
export function textUnder(participation: Participation | null, heading: ReportHeading): string {
  const text = participation?.texts[heading] ?? ""
  return text
    .split(/\n\s*\n/)
    .map((paragraph) => escapeText(paragraph))
    .filter((paragraph) => paragraph !== "")
    .join("\n\n")
}

/** Takes US dollars, returns "$0.042" or "$1.50". */
export function dollars(usd: number): string {
  return `$${usd.toFixed(usd !== 0 && usd < 0.1 ? 3 : 2)}`
}
