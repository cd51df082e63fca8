// A terminal gives most East Asian characters and emoji two cells and combining marks none; wrapping by string length
// would break the frame on the first file name in Chinese.
const wide =
  /^[\u1100-\u115f\u2e80-\u303e\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|^\p{Emoji_Presentation}|\ufe0f/u
const graphemes = new Intl.Segmenter("en", { granularity: "grapheme" })

/** Cells that a text without escape sequences takes on a terminal. */
export function displayWidth(text: string): number {
  if (isPlain(text)) return text.length
  let width = 0
  for (const { segment } of graphemes.segment(text)) width += cells(segment)
  return width
}

/** The text cut to at most `width` cells, with "…" where something was cut off. */
export function cutToWidth(text: string, width: number): string {
  // Minified files have lines of a megabyte; nothing behind this many characters can be visible.
  const start = text.slice(0, width * 8 + 8)
  if (start.length === text.length && displayWidth(start) <= width) return text
  let kept = ""
  let used = 0
  for (const { segment } of graphemes.segment(start)) {
    used += cells(segment)
    if (used > width - 1) break
    kept += segment
  }
  return `${kept}…`
}

/** Breaks a text at spaces into lines of at most `width` cells; a longer word is broken inside. Keeps line feeds. */
export function wrapText(text: string, width: number): string[] {
  return text.split("\n").flatMap((paragraph) => wrapParagraph(paragraph, Math.max(width, 10)))
}

/** Breaks a line of code wherever the width ends, keeping its spaces; what is behind `most` lines is cut off with "…". */
export function foldCode(code: string, width: number, most: number): string[] {
  const pieces = breakWord(code.slice(0, width * 8 * most), Math.max(width, 10))
  if (pieces.length <= most) return pieces
  return [...pieces.slice(0, most - 1), cutToWidth(pieces.slice(most - 1).join(""), width)]
}

function wrapParagraph(paragraph: string, width: number): string[] {
  const lines: string[] = []
  let line = ""
  for (const word of paragraph.split(" ").flatMap((piece) => breakWord(piece, width))) {
    const longer = line === "" ? word : `${line} ${word}`
    if (displayWidth(longer) <= width) {
      line = longer
      continue
    }
    lines.push(line)
    line = word
  }
  return [...lines, line]
}

function breakWord(word: string, width: number): string[] {
  if (displayWidth(word) <= width) return [word]
  const pieces: string[] = []
  let piece = ""
  for (const { segment } of graphemes.segment(word)) {
    if (displayWidth(piece) + cells(segment) > width) {
      pieces.push(piece)
      piece = ""
    }
    piece += segment
  }
  return [...pieces, piece]
}

function cells(grapheme: string): number {
  if (wide.test(grapheme)) return 2
  return /^\p{Mark}+$/u.test(grapheme) ? 0 : 1
}

function isPlain(text: string): boolean {
  return /^[\u0020-\u02ff]*$/u.test(text)
}
