/** The words of a comment, each Markdown; an empty one is not there. */
export interface CommentWords {
  readonly message: string
  readonly evidence: string
  /** The same in fewer lines; empty where that would show nothing. */
  readonly shortEvidence: string
  /** What the model adds to a rule. */
  readonly explanation: string
  readonly fix: string
}

/**
 * Takes the words of a comment and how many characters may be seen, returns them as Markdown: what is more than that stands below in a part that opens on demand, whole, so
 * that nothing is lost. The explanation of a model goes first, then the length of the evidence, of the message, of the fix.
 */
export function fitComment(words: CommentWords, room: number): string {
  const { message, evidence, shortEvidence, explanation, fix } = words
  const [claim, start] = [firstOf(message, paragraphEnd), firstOf(message, sentenceEnd)]
  const layouts: CommentWords[] = [
    words,
    { ...words, explanation: "" },
    { ...words, explanation: "", evidence: shortEvidence },
    { ...words, explanation: "", evidence: shortEvidence, message: claim },
    { ...words, explanation: "", evidence: shortEvidence, message: claim, fix: firstOf(fix, sentenceEnd) },
    { ...words, explanation: "", evidence: shortEvidence, message: start, fix: firstOf(fix, sentenceEnd) },
    { ...words, explanation: "", evidence: shortEvidence, message: "", fix: firstOf(fix, sentenceEnd) },
    { ...words, explanation: "", evidence: "", message: start, fix: "" },
    { ...words, explanation: "", evidence: "", message: "", fix: "" },
  ]
  const shown = layouts.find((layout) => join(orderOf(layout)).length <= room) ?? layouts.at(-1)!
  const folded = orderOf({
    ...words,
    message: shown.message === message ? "" : message,
    evidence: shown.evidence === evidence ? "" : evidence,
    explanation: shown.explanation === explanation ? "" : explanation,
    fix: shown.fix === fix ? "" : fix,
  })
  const more = join(folded)
  return join([...orderOf(shown), more === "" ? "" : `<details><summary>More</summary>\n\n${more}\n\n</details>`])
}

function orderOf({ message, evidence, explanation, fix }: CommentWords): string[] {
  return [message, evidence, explanation, fix]
}

function join(parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join("\n\n")
}

const paragraphEnd = /\n\s*\n/
const sentenceEnd = /(?<=[.!?])\s/

/** The text up to the first end outside of code; all of it where there is none, or where what is cut would be marked as belonging together. */
function firstOf(text: string, end: RegExp): string {
  const pieces = text.split(/(`+[^`]*`+)/)
  let before = 0
  for (const [index, piece] of pieces.entries()) {
    const at = index % 2 === 0 ? piece.search(end) : -1
    if (at !== -1) {
      const first = text.slice(0, before + at).trimEnd()
      return isWhole(first) ? first : text
    }
    before += piece.length
  }
  return text
}

// Half of an emphasis, a link or a block of code is worse than a long comment.
function isWhole(text: string): boolean {
  return (
    (text.match(/\*\*/g)?.length ?? 0) % 2 === 0 &&
    (text.match(/\[/g)?.length ?? 0) === (text.match(/\]/g)?.length ?? 0) &&
    !text.includes("```")
  )
}
