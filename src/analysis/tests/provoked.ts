import type { Project } from "../source/project.ts"
import type { ErrorBranch } from "./error-branches.ts"

const STATUS_WORDS: Readonly<Record<string, RegExp>> = {
  "400": /BAD_REQUEST|[bB]ad[rR]equest/,
  "401": /UNAUTHORIZED|[uU]nauthorized/,
  "403": /FORBIDDEN|[fF]orbidden/,
  "404": /NOT_FOUND|[nN]ot[fF]ound/,
  "409": /CONFLICT|[cC]onflict/,
  "422": /UNPROCESSABLE|[uU]nprocessable/,
  "429": /TOO_MANY|[tT]oo[mM]any/,
  "500": /INTERNAL_SERVER|[iI]nternalServer/,
}

// Words that stand in messages of all kinds.
const MIN_LITERAL = 5

/** Whether one of these tests speaks of the status an answer has. */
export function speaksOfStatus(head: Project, tests: readonly string[], status: string): boolean {
  const number = new RegExp(`\\b${status}\\b`)
  return tests.some((path) => {
    const text = head.codeOf(path) ?? ""
    return number.test(text) || STATUS_WORDS[status]?.test(text) === true
  })
}

/**
 * Whether one of these tests expects what a branch does: its status, its class of error, or words of its message. A test that expects
 * just any error, or makes something fail where the branch is a `catch`, has the benefit of the doubt.
 */
export function isExpected(head: Project, tests: readonly string[], branch: ErrorBranch): boolean {
  return (
    tellsApart(head, tests, branch) || tests.some((path) => (branch.kind === "catch" ? FAILING : ANY_ERROR).test(head.codeOf(path) ?? ""))
  )
}

/** Whether one of these tests expects just this branch, as far as words tell. */
export function tellsApart(head: Project, tests: readonly string[], branch: ErrorBranch): boolean {
  const { status, error, message } = branch
  if (status !== null && speaksOfStatus(head, tests, status)) return true
  if (error !== null && !/^(?:Type|Range|Syntax)?Error$/.test(error) && tests.some((path) => isWord(head.codeOf(path) ?? "", error)))
    return true
  return message !== null && tests.some((path) => expectsMessage(head, path, message))
}

// `expect(…).toThrow()`, `rejects.toBeDefined()`, `assert.rejects(promise)` without a word on which error.
const ANY_ERROR =
  /\.(?:toThrow|toThrowError|toThrowErrorMatchingInlineSnapshot|toThrowErrorMatchingSnapshot|throws|rejectedWith|rejected|throw)\(\s*(?:\w*Error\s*)?\)|\.rejects\.(?!toThrow)|\b(?:assert|t)\.(?:throws|rejects)\([^"'`/{};\n]{0,200}\);?[ \t]*\n|\bt\.(?:throws|throwsAsync)\(/
const FAILING = /reject|throw|fail|error/i

function isWord(text: string, word: string): boolean {
  return new RegExp(`(?<![\\w$])${word.replace(/[$]/g, "\\$&")}(?![\\w$])`).test(text)
}

function expectsMessage(head: Project, path: string, message: string): boolean {
  if ((head.codeOf(path) ?? "").includes(message)) return true
  // `/not enough/` for "there is not enough in stock"
  return literalsOf(head, path).some((each) => message.includes(each))
}

function literalsOf(head: Project, path: string): readonly string[] {
  return head.once(`literals of ${path}`, () => {
    const found = new Set<string>()
    for (const match of (head.codeOf(path) ?? "").matchAll(
      /(["'`])((?:\\.|(?!\1)[^\\\n]){5,160})\1|\/((?:\\.|[^/\\\n]){5,160})\/[a-z]*/g,
    )) {
      const text = (match[2] ?? match[3] ?? "").replace(/\\(.)/g, "$1").replace(/^\^|\$$/g, "")
      // A single word is as well a field or a title.
      if (text.length >= MIN_LITERAL && (match[3] !== undefined || /\W/.test(text.trim()))) found.add(text)
    }
    return [...found]
  })
}
