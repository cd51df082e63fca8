import type { Exhibit, Statement } from "../../model/inquiry.ts"
import type { ShownHead } from "../shown-head.ts"
import { quotedLines } from "./anchor-claim.ts"
import type { RawStatement } from "./read-answer.ts"
import { findQuote } from "./support-claim.ts"

/** Takes what the model states, returns what of it quotes lines that stand at the head, each with its quotes that do. */
export async function supportStatements(stated: readonly RawStatement[], head: ShownHead): Promise<Statement[]> {
  const supported: Statement[] = []
  for (const { part, text, evidence } of stated) {
    const exhibits: Exhibit[] = []
    for (const each of evidence) {
      const exhibit = await findExhibit(each, head)
      if (exhibit !== null) exhibits.push(exhibit)
    }
    if (exhibits.length > 0) supported.push({ part, text, exhibits })
  }
  return supported
}

async function findExhibit({ path, quote, lineHint }: RawStatement["evidence"][number], head: ShownHead): Promise<Exhibit | null> {
  const startLine = await findQuote(path, quote, head, lineHint)
  const lines = startLine === null ? null : await head.linesOf(path)
  if (startLine === null || lines === null) return null
  const endLine = startLine + quotedLines(quote).length - 1
  return { path, startLine, endLine, quote: lines.slice(startLine - 1, endLine).join("\n") }
}
