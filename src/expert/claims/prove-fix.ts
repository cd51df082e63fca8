import type { Finding, Suggestion } from "../../model/finding.ts"
import type { HeadReader } from "../../model/ports.ts"
import type { LineRange } from "../../model/question.ts"
import type { Candidate } from "./candidate.ts"

// What stands for something the model has not seen must not be written into a file.
const standIn = /\[SECRET:|\\u\{[0-9A-F]{2,6}\}|‹U\+/i

/**
 * Takes a claim with its place and the lines the model would put there, returns them as a suggestion if the analysis proves them: they apply, the
 * file parses, the static findings of the same defect are gone, and none is new. Else `null`.
 */
export async function proveFix(
  { anchor, path, evidence }: Pick<Candidate, "path" | "evidence"> & { readonly anchor: LineRange | null },
  replacement: readonly string[],
  statics: readonly Finding[],
  reader: HeadReader,
): Promise<Suggestion | null> {
  if (anchor === null || replacement.length === 0) return null
  const text = replacement.join("\n").replace(/\n+$/, "")
  if (text.trim() === "" || text === evidence || standIn.test(text) || standIn.test(evidence)) return null
  const suggestion = { startLine: anchor.startLine, endLine: anchor.endLine, replacement: text }
  const wanted = statics.length === 0 ? [null] : statics.map(({ fingerprint }) => fingerprint)
  for (const removes of wanted) if (!(await reader.prove({ path, ...suggestion, removes })).proven) return null
  return suggestion
}
