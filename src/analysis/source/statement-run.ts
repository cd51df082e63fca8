// What goes on after the end of a line or from the line before: there the end of a line ends no statement.
const GOES_ON_AFTER = new Set("+-*/%=<>!&|^~?:,.([")
const GOES_ON_FROM = new Set("+-*/%=<>!&|^~?:,.([`")
const OPERATORS = new Set("!%&*+-/<=>?^|~")
const KEYWORD_AFTER = /(?:^|\W)(?:in|of|as|instanceof|satisfies|typeof|void|delete|await|yield|new|keyof|extends)$/
const KEYWORD_FROM = /^(?:in|of|as|instanceof|satisfies|extends)(?:\W|$)/

/**
 * The most operators in one statement, where the end of a line ends it too as automatic semicolon insertion would have it. Comments
 * and strings are not told apart from code: wherever a line could be read as going on, it goes on, so that the count is never too low.
 * Every `<` counts up to the next semicolon, because elements with text between them nest over any number of lines.
 */
export function longestRun(text: string): number {
  let longest = 0
  let run = 0
  let angles = 0
  let isComment = false
  for (const [index, line] of eachLine(text)) {
    const wasComment = isComment
    for (const character of line) {
      if (character === ";") run = angles = 0
      else if (OPERATORS.has(character)) run++
      if (character === "<") angles++
      longest = Math.max(longest, run, angles * 2)
    }
    isComment = isCommentAfter(line, isComment)
    const code = line.trim()
    if (code === "" || isOnlyComment(code, wasComment)) continue
    const goesOn = wasComment || isComment || couldGoOn(code)
    if (!goesOn && !nextGoesOn(text, index + line.length)) run = 0
  }
  return longest
}

function* eachLine(text: string): Generator<[number, string]> {
  let start = 0
  while (start <= text.length) {
    const found = text.indexOf("\n", start)
    const end = found === -1 ? text.length : found
    yield [start, text.slice(start, end)]
    start = end + 1
  }
}

// `/*/` may be the start of a comment for one reader and the end of it for another; it is taken for neither end.
function isCommentAfter(line: string, before: boolean): boolean {
  let inside = before
  for (let at = 0; at < line.length - 1; at++) {
    if (!inside && line.startsWith("/*", at)) {
      inside = true
      at++
    } else if (inside && line.startsWith("*/", at) && line[at - 1] !== "/") inside = false
  }
  return inside
}

function isOnlyComment(code: string, before: boolean): boolean {
  const end = code.indexOf("*/")
  if (!before && code.startsWith("//")) return true
  return (before || code.startsWith("/*")) && (end === -1 || end === code.length - 2)
}

/** Whether a line leaves its statement open, with each `//` in it taken for a comment or not, whichever leaves it open. */
function couldGoOn(code: string): boolean {
  for (let at = code.indexOf("//"); at !== -1; at = code.indexOf("//", at + 2)) {
    const own = code.slice(0, at).trimEnd()
    if (isOpen(own) && !/["'`]https?:$/.test(own.slice(-8))) return true
  }
  return isOpen(code)
}

function isOpen(code: string): boolean {
  return GOES_ON_AFTER.has(code.at(-1) ?? "") || KEYWORD_AFTER.test(code.slice(-12))
}

function nextGoesOn(text: string, from: number): boolean {
  let at = from
  for (;;) {
    while (at < text.length && /\s/.test(text.charAt(at))) at++
    const end = text.startsWith("//", at) ? text.indexOf("\n", at) : text.startsWith("/*", at) ? text.indexOf("*/", at + 2) + 1 : at
    if (end === at) return GOES_ON_FROM.has(text.charAt(at)) || KEYWORD_FROM.test(text.slice(at, at + 12))
    if (end <= at) return false
    at = end + 1
  }
}
