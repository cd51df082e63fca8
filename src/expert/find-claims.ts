import type { ChangedFile } from "../model/diff.ts"
import type { PassName } from "../model/review.ts"
import type { Reported } from "./claims/normalise-claims.ts"
import { readAnswer } from "./claims/read-answer.ts"
import { halveFiles } from "./pack/split-files.ts"
import type { PassResult } from "./pass.ts"
import { askFinder } from "./passes/questions.ts"
import type { FinderContext, FinderFocus, FinderName } from "./passes/questions.ts"
import { put } from "./reviewing.ts"
import type { Reviewing } from "./reviewing.ts"

/** One finder and the files it answers for. */
interface Search {
  readonly pass: FinderName
  readonly files: readonly ChangedFile[]
  readonly focus: FinderFocus
}

/**
 * Has all finders of the plan look at one part of a change, returns what they claim. One whose answer was cut off is asked once more about each half
 * of its files, over the same prefix, so that the provider's cache is read and claims name the same hunks. Throws only for the signal.
 */
export async function findClaims(review: Reviewing, context: FinderContext, files: readonly ChangedFile[]): Promise<Reported[]> {
  const searches = review.plan.finders.map((pass): Search => ({ pass: pass as FinderName, files, focus: {} }))
  if (review.plan.readsTwice)
    searches.push({ pass: "find-correctness", files, focus: { label: "another order", order: files.map(({ path }) => path).toReversed() } })
  const results = await search(review, context, searches)
  const halves = searches.map((each, index) => (isCutOff(results[index]) ? halve(each) : []))
  const again = await search(review, context, halves.flat())
  let taken = 0
  return searches.flatMap((each, index) => {
    const first = results[index]!
    const mine = halves[index]!
    const seconds = again.slice(taken, (taken += mine.length))
    // Both halves whole make the pass whole; otherwise all that is missing is told.
    const isMended = seconds.length > 0 && seconds.every(({ degraded }) => degraded.length === 0)
    return [
      ...(isMended ? read(review, { ...each, files: [] }, { ...first, degraded: [] }) : read(review, each, first)),
      ...seconds.flatMap((result, half) => read(review, mine[half]!, result)),
    ]
  })
}

function search(review: Reviewing, context: FinderContext, searches: readonly Search[]): Promise<readonly PassResult[]> {
  return put(
    review,
    searches.map(({ pass, focus }) => askFinder(pass, context, focus)),
  )
}

function isCutOff(result: PassResult | undefined): boolean {
  return result?.degraded.some(({ flag }) => flag === "truncated") === true
}

function halve({ pass, files }: Search): Search[] {
  return (halveFiles(files) ?? []).map((half, index) => ({
    pass,
    files: half,
    focus: { label: `half ${index + 1}`, only: half.map(({ path }) => path) },
  }))
}

function read(
  { journal }: Reviewing,
  { pass, files }: Search,
  result: PassResult,
): { readonly pass: PassName; readonly claim: Reported["claim"] }[] {
  journal.record(pass, result)
  const answer = readAnswer(result.answer)
  const mine = new Set(files.map(({ path }) => path))
  const missed = answer.coverage.notChecked.filter(({ path }) => mine.has(path))
  if (missed.length > 0)
    journal.degrade({ pass, flag: "not-checked", reason: `it says that it did not check ${missed.length} of the changed files` })
  return answer.findings.map((claim) => ({ pass, claim }))
}
