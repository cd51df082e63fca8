import type { Draft } from "../rule.ts"
import { deletedAt } from "./deleted-at.ts"
import type { LostRefusals } from "./lost-refusals.ts"
import { nameForReaders } from "./same-function.ts"

const MOST_FUNCTIONS = 2

/** What a rule says of refusals that went. */
export interface RefusalSentences {
  /** `where` is empty or begins with a space. */
  title(where: string): string
  /** `subject` begins the sentence, `asked` is a list of conditions. */
  message(subject: string, asked: string): string
  /** Begins the key of the finding. */
  readonly key: string
}

/**
 * Refusals that belong into one remark: taken out of many functions of a file, or out of many files where it asked the same, it is one decision.
 */
export function decisionsAmong(refusals: readonly LostRefusals[]): readonly (readonly LostRefusals[])[] {
  const byFile = [...Map.groupBy(refusals, ({ file }) => file.path).values()]
  const askedIn = (all: readonly LostRefusals[]) => all.flatMap((each) => each.refusals.map(({ asked }) => asked)).sort()
  const decisions = [...Map.groupBy(byFile, (all) => [...new Set(askedIn(all))].join("\0")).values()].map((all) => all.flat())
  return decisions.flatMap((all) => (all.length > MOST_FUNCTIONS ? [all] : all.map((each) => [each])))
}

/** A remark on the first of some refusals that names the others. */
export function describeRefusals([first, ...more]: readonly LostRefusals[], words: RefusalSentences): Draft {
  const { file, module, refusals, now, symbol } = first as LostRefusals
  const name = nameForReaders(symbol)
  const asked = [...new Set(refusals.map((each) => each.asked.replaceAll("`", "'")))]
  const shown = asked.slice(0, 2).map((each) => `\`${each.length > 80 ? `${each.slice(0, 79)}…` : each}\``)
  const all = `${shown.join(" and ")}${asked.length > shown.length ? ` and ${asked.length - shown.length} more` : ""}`
  const others = [...new Set(more.map((each) => nameForReaders(each.symbol) || each.file.path.replaceAll("`", "'")))].map(
    (each) => `\`${each}\``,
  )
  const rest = others.length > 5 ? ` and ${others.length - 5} more` : ""
  const beside = others.length === 0 ? "" : ` The same goes for ${others.slice(0, 5).join(", ")}${rest}.`
  const subject = name === "" ? "This function" : `\`${name}\``
  const where = `${name === "" ? "" : ` from ${name}`}${more.length > 0 ? ` and ${more.length} more` : ""}`
  return {
    path: file.path,
    at: deletedAt(file, module.lineOf((refusals[0] as LostRefusals["refusals"][number]).node)),
    fix: "Put the check back, or say in the pull request what replaces it.",
    evidence: now.module.writtenOf(now.function).slice(0, 600),
    title: words.title(where),
    message: `${words.message(subject, all)}${beside}`,
    key: `${words.key} ${symbol} ${asked.join(" ")}`,
  }
}
