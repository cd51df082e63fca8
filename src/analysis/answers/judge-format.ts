import type { SuggestionTrial } from "../../model/question.ts"
import { indexLines } from "../source/line-index.ts"

const MAX_LINE = 300
// Controls but for tabs and line ends, what turns the direction of text around, what cannot be seen, and halves of characters.
const INVISIBLE = /(?![\t\n])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u

/** Why a replacement does not look like the code around it, in words; `null` when it does. */
export function judgeFormat(text: string, { startLine, endLine, replacement }: SuggestionTrial): string | null {
  if (replacement === "") return null
  if (INVISIBLE.test(replacement)) return "it has characters that cannot be seen"
  if (replacement.endsWith("\n")) return "it ends with an empty line"
  const written = replacement.split("\n")
  if (written.some((line) => /[ \t]$/.test(line))) return "it has spaces at the end of a line"
  if (written.some((line) => line.length > MAX_LINE)) return "it has a line that is too long to read"
  const lines = indexLines(text)
  const replaced = text.slice(lines.startOf(startLine), lines.endOf(endLine)).split(/\r?\n/)
  const around = text.slice(lines.startOf(startLine - 10), lines.endOf(endLine + 10)).split(/\r?\n/)
  const [first, old] = [written.find(isCode), replaced.find(isCode)]
  if (first !== undefined && old !== undefined && indentOf(first) !== indentOf(old)) return "its first line is indented differently"
  const usesTabs = around.some((line) => line.startsWith("\t"))
  const usesSpaces = around.some((line) => line.startsWith("  "))
  if (usesTabs !== usesSpaces && written.some((line) => line.startsWith(usesTabs ? "  " : "\t")))
    return usesTabs ? "it is indented with spaces where the file has tabs" : "it is indented with tabs where the file has spaces"
  return null
}

function isCode(line: string): boolean {
  return line.trim() !== ""
}

function indentOf(line: string): string {
  return /^[ \t]*/.exec(line)?.[0] ?? ""
}
