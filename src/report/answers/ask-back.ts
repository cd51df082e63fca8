import type { LedgerFinding } from "../../model/ledger.ts"
import type { Facts } from "./facts.ts"
import { nameFinding } from "./name-finding.ts"

const mostOffered = 15

/** Takes a command that does not tell which finding is meant, returns the question which one, with those it may mean. */
export function askBack(
  {
    usage,
    why,
    candidates,
  }: { readonly usage: string; readonly why: "unknown" | "ambiguous" | "unnamed"; readonly candidates: readonly LedgerFinding[] },
  place: Pick<Facts, "pullRequest" | "headSha">,
): string {
  const list = candidates.slice(0, mostOffered).map((finding) => `- ${nameFinding(finding, place)}`)
  if (candidates.length > mostOffered) list.push(`- and ${candidates.length - mostOffered} more`)
  const opening = {
    unknown: "There is no finding of this name here.",
    ambiguous: "That name fits several findings.",
    unnamed: "Which finding?",
  }[why]
  if (list.length === 0) return `${opening} There is none that \`${usage}\` could mean.`
  return `${opening} Write \`${usage}\` with the id of one of these:\n\n${list.join("\n")}`
}
