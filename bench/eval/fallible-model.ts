import { createHash } from "node:crypto"
import { structuredPatch } from "diff"
import { lenses } from "../../src/expert/claims/judge-candidates.ts"
import { prompts } from "../../src/expert/prompts.ts"
import type { Reply } from "../../test/support/fake-anthropic/reply.ts"
import { says } from "../../test/support/fake-anthropic/reply.ts"
import type { JournalledRequest } from "../../test/support/fake-anthropic/start-fake-anthropic.ts"
import type { EvalCase, EvalRegion } from "./case.ts"
import { claimsIn, hunksIn, lineOf, nothing } from "./read-request.ts"
import type { SentClaim, SentHunk } from "./read-request.ts"

// How often it errs, of one. Made up, near what is published of models on such tasks: what counts is that every way of erring occurs.
const errs = {
  overlooks: 0.12,
  misquotes: 0.1,
  overstates: 0.1,
  claimsNonsense: 0.45,
  inventsCode: 0.15,
  refutesTruth: 0.06,
  doubtsTruth: 0.04,
  confirmsNonsense: 0.12,
  doubtsNonsense: 0.15,
  decidesWithoutQuote: 0.04,
  looksFirst: 0.3,
  writesNoFix: 0.25,
  breaksFix: 0.15,
}

/** Answers one request about a case as a model that is often right would. The same request always gets the same answer. */
export function answerFallibly(request: JournalledRequest, evalCase: EvalCase): Reply {
  const { pass, body } = request
  switch (pass) {
    case "intent":
      return says({ goal: `${evalCase.title}.`, kind: "feature", claims: [], mentionsSecurityFix: false, addressesReviewer: false })
    case "report":
      return says({ ...noTexts, summary: summaryOf(request, evalCase) })
    case "refute":
      return says({ ...nothing(), kind: "verdicts", verdicts: claimsIn(body).map((claim) => judge(claim, lensOf(body), evalCase)) })
    case "fix":
      return says({ ...nothing(), kind: "fixes", fixes: claimsIn(body).map((claim) => mend(claim, evalCase)) })
    default:
      return look(request, evalCase) ?? says({ ...nothing(), findings: claimsOf(request, evalCase) })
  }
}

/** Between 0 and 1, decided by the case and a word. */
function chance({ id }: EvalCase, about: string): number {
  return Number.parseInt(createHash("sha256").update(`${id}\0${about}`).digest("hex").slice(0, 12), 16) / 2 ** 48
}

function look({ pass, body }: JournalledRequest, evalCase: EvalCase): Reply | null {
  const path = hunksIn(body)[0]?.path
  const hasLooked = JSON.stringify(body["messages"]).includes('"name":"Read"')
  if (path === undefined || hasLooked || chance(evalCase, `looks ${pass}`) >= errs.looksFirst) return null
  const use = { type: "tool_use", id: `toolu_${pass}`, name: "Read", input: { path, startLine: 1 } }
  return { content: [{ type: "thinking", thinking: "", signature: "scripted" }, use], stopReason: "tool_use" }
}

const sectionsOf: Readonly<Record<string, readonly string[]>> = {
  "find-security": ["security"],
  "find-correctness": ["reliability"],
  "find-surroundings": ["performance", "maintainability", "testing"],
}

function claimsOf({ pass, body }: JournalledRequest, evalCase: EvalCase): object[] {
  const hunks = hunksIn(body)
  const isMine = ({ section = "reliability" }: EvalRegion): boolean => sectionsOf[pass ?? ""]?.includes(section) ?? true
  const right = evalCase.expect.filter(isMine).flatMap((region) => claimTruth(region, hunks, evalCase))
  return [...right, ...claimNonsense(hunks, evalCase, pass ?? "")]
}

function claimTruth(region: EvalRegion, hunks: readonly SentHunk[], evalCase: EvalCase): object[] {
  const start = region.start ?? 1
  const hunk = hunks.find(({ path, new: text }) => path === region.path && lineOf(text, start) !== null)
  const line = hunk === undefined ? null : lineOf(hunk.new, start)
  const luck = chance(evalCase, "finds")
  if (hunk === undefined || line === null || luck < errs.overlooks) return []
  const quote = luck < errs.overlooks + errs.misquotes ? line.replace(/\w{3,}/, (word) => `${word}Now`) : line
  const severity = chance(evalCase, "overstates") < errs.overstates ? "critical" : (region.severity ?? "high")
  return [
    claim(hunk, {
      quote,
      start,
      category: region.category ?? "correctness",
      severity,
      title: region.title ?? `Line ${start} is wrong`,
      claim: region.claim ?? "A request gets a wrong result.",
      trigger: region.trigger ?? "",
      cwe: region.cwe[0] ?? "",
    }),
  ]
}

/** What models say of code that is in order. */
const nonsense = [
  {
    category: "access_control",
    severity: "high",
    title: "Nothing checks who calls this",
    claim: "Anybody may call it, because no middleware stands before it.",
  },
  {
    category: "error_handling",
    severity: "medium",
    title: "An error here is never answered",
    claim: "The client waits for ever when this throws.",
  },
  {
    category: "async_concurrency",
    severity: "medium",
    title: "Two requests at once lose an update",
    claim: "Both read before either writes.",
  },
  {
    category: "performance",
    severity: "low",
    title: "This is read again for each request",
    claim: "Work grows with the number of requests.",
  },
  { category: "injection", severity: "high", title: "The value reaches the query unescaped", claim: "A caller can end the statement." },
] as const

function claimNonsense(hunks: readonly SentHunk[], evalCase: EvalCase, pass: string): object[] {
  const places = hunks.flatMap((hunk) =>
    [...hunk.new.matchAll(/^(\d+)\|\+(.*\S.*)$/gm)].map(([, n, text = ""]) => ({ hunk, start: Number(n), quote: text })),
  )
  const wrong = places.filter(({ hunk, start, quote }) => quote.trim().length >= 16 && !isTrue(evalCase, hunk.path, start))
  const pick = <T>(list: readonly T[], about: string): T | undefined => list[Math.floor(chance(evalCase, `${about} ${pass}`) * list.length)]
  const [place, words] = [pick(wrong, "where"), pick(nonsense, "what")]
  if (place === undefined || words === undefined) return []
  const made =
    chance(evalCase, `nonsense ${pass}`) < errs.claimsNonsense
      ? [claim(place.hunk, { ...words, ...place, trigger: "an ordinary request", cwe: "" })]
      : []
  const invented =
    chance(evalCase, `invents ${pass}`) < errs.inventsCode
      ? [claim(place.hunk, { ...words, ...place, quote: "const unchecked = request.anything.at(0)", trigger: "", cwe: "" })]
      : []
  return [...made, ...invented]
}

interface Words {
  readonly quote: string
  readonly start: number
  readonly category: string
  readonly severity: string
  readonly title: string
  readonly claim: string
  readonly trigger: string
  readonly cwe: string
}

function claim(hunk: SentHunk, { quote, start, category, severity, title, claim: text, trigger, cwe }: Words): object {
  return {
    path: hunk.path,
    hunkId: hunk.id,
    quote,
    lineHint: start,
    category,
    severity,
    title,
    claim: text,
    trigger,
    evidence: [{ path: hunk.path, quote, why: "this line" }],
    relatedStaticIds: [],
    fix: { kind: "none", text: "", replacement: [] },
    scope: "introduced",
    certainty: "medium",
    cwe,
  }
}

function isTrue({ expect }: EvalCase, path: string, line: number): boolean {
  return expect.some((region) => region.path === path && line >= (region.start ?? 1) - 3 && line <= (region.end ?? region.start ?? 1) + 3)
}

function judge({ id, path, line, quote, severity, title }: SentClaim, lens: string, evalCase: EvalCase): object {
  const luck = chance(evalCase, `judges ${title} ${lens}`)
  const truth = isTrue(evalCase, path, line) && evalCase.expect.some((region) => region.title === title)
  const wrongly = truth ? errs.refutesTruth : errs.confirmsNonsense
  const unsure = wrongly + (truth ? errs.doubtsTruth : errs.doubtsNonsense)
  const verdict = luck < wrongly ? (truth ? "refuted" : "confirmed") : luck < unsure ? "unproven" : truth ? "confirmed" : "refuted"
  const evidence = chance(evalCase, `quotes ${title} ${lens}`) < errs.decidesWithoutQuote ? [] : [{ path, quote }]
  return { id, verdict, reason: "Traced from the changed line.", evidence, severity, confidence: verdict === "confirmed" ? 85 : 60 }
}

/** Which of the panel's questions is asked, so that the three may differ; empty where one refuter decides alone. */
function lensOf(body: JournalledRequest["body"]): string {
  const text = JSON.stringify(body["messages"])
  return lenses.find((lens) => text.includes(JSON.stringify(prompts[`lens-${lens}`].trim()).slice(1, 60))) ?? ""
}

/** The lines of the mended head that stand for exactly the claim's lines, where there are such. */
function mend({ id, path, title, startLine = 0, endLine = 0 }: SentClaim, evalCase: EvalCase): object {
  const none = { id, replacement: [], completes: false, note: "" }
  const [before, after] = [evalCase.head, evalCase.mended].map((side) => side?.written.get(side.entries.get(path)?.id ?? ""))
  if (before === undefined || after === undefined || chance(evalCase, `mends ${title}`) < errs.writesNoFix) return none
  const { hunks } = structuredPatch("a", "b", before, after, "", "", { context: 0 })
  const hunk = hunks.find(({ oldStart, oldLines }) => oldStart === startLine && oldStart + oldLines - 1 === endLine)
  if (hunk === undefined) return none
  const lines = hunk.lines.filter((line) => line.startsWith("+")).map((line) => line.slice(1))
  const replacement = chance(evalCase, `breaks ${title}`) < errs.breaksFix ? lines.map((line) => `${line} (`) : lines
  return { id, replacement, completes: hunks.length === 1, note: "" }
}

const noTexts = { summary: "", code: "", setup: "", testing: "", performance: "", security: "", nextSteps: "" }

function summaryOf({ body }: JournalledRequest, { title }: EvalCase): string {
  const first = /\\"id\\":\\"(F1)\\"/.exec(JSON.stringify(body))?.[1]
  return first === undefined
    ? `${title}. Nothing that was checked stands in the way.`
    : `${title}. ${first} is the one thing to look at first.`
}
