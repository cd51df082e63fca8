import { isServerPath } from "../calls/server-path.ts"
import { isTestPath, machineMade } from "../classify.ts"
import { testMapOf } from "../test-map.ts"
import type { Project } from "../source/project.ts"
import type { Observation } from "./convention.ts"

// A run of words on one line; patterns are bounded, for the text is a stranger's.
const CONSOLE = /(?<![\w.])console\.(?:log|error|warn|info|debug)\(/
const LOGGER = /\b(?:this\.)?_?(\w{0,30}[lL]og(?:ger)?|log|winston|pino|bunyan)\.(?:info|error|warn|debug|log|trace|verbose|fatal)\(/
// Without these the longer pattern need not be tried at each word.
const WRITES_LOG = /\.(?:info|error|warn|debug|log|trace|verbose|fatal)\(/
const THROW = /\bthrow new (\w{1,60})\(/
const TRANSACTION =
  /(?<![\w$])(?:[\w$]{1,40}\.){0,3}(\$?transaction|with\w{0,20}Transaction|executeTx|withTx|inTransaction|runInTransaction|startTransaction)\s*[(<]/
const PLAIN_ERRORS = new Set(["Error", "TypeError", "RangeError"])

/** What the files of a service show of its customs, read from their text so that nothing is parsed for it. */
export function* observeFiles(project: Project): Generator<Observation> {
  for (const path of project.sourcePaths) {
    if (!isServerPath(path) || machineMade(path) !== null) continue
    yield* observeText(path, project.textOf(path) ?? "")
  }
  yield* observeTests(project)
}

/** What one file shows. */
export function* observeText(path: string, text: string): Generator<Observation> {
  const logs = WRITES_LOG.test(text) ? placeOf(text, LOGGER) : null
  const prints = placeOf(text, CONSOLE)
  if (logs) yield { kind: "logger", path, line: logs.line, way: "a logger", label: logs.match[0].replace(/\($/, "") }
  else if (prints) yield { kind: "logger", path, line: prints.line, way: "console", label: prints.match[0].replace(/\($/, "") }
  const thrown = throwsIn(text)
  const own = thrown.find((each) => !PLAIN_ERRORS.has(each.name))
  const shown = own ?? thrown[0]
  if (shown)
    yield { kind: "error-class", path, line: shown.line, way: own ? familyOf(own.name) : "Error", label: `throw new ${shown.name}` }
  const wrapped = /ransaction|Tx/.test(text) ? placeOf(text, TRANSACTION) : null
  if (wrapped)
    yield { kind: "transaction", path, line: wrapped.line, way: wrapped.match[1] ?? "", label: wrapped.match[0].replace(/\s*[(<]$/, "") }
}

/** Every `throw new X(` with its line, comments left out. */
export function throwsIn(text: string): { name: string; line: number }[] {
  const found: { name: string; line: number }[] = []
  if (!text.includes("throw new ")) return found
  for (const [index, line] of text.split("\n").entries()) {
    const match = THROW.exec(line)
    if (match && !isComment(line)) found.push({ name: match[1] as string, line: index + 1 })
  }
  return found
}

/** What kind of error a class is: the one class of this code base, or the family of its framework. */
function familyOf(name: string): string {
  return name.endsWith("Exception") ? "framework" : "own"
}

function* observeTests(project: Project): Generator<Observation> {
  for (const path of testMapOf(project).paths) {
    const name = path.slice(path.lastIndexOf("/") + 1)
    if (!/[.-](?:test|spec)\.[cm]?[jt]s$/.test(name) || isOfBrowser(path)) continue
    const isApart = /(?:^|\/)(?:tests?|__tests__|specs?|e2e)\//.test(path)
    yield { kind: "test-place", path, line: 1, way: isApart ? "a folder for tests" : "beside the file", label: name }
  }
}

function isOfBrowser(path: string): boolean {
  return /(?:^|\/)(?:client|frontend|web|ui|cypress|playwright)\//.test(path)
}

function placeOf(text: string, pattern: RegExp): { match: RegExpExecArray; line: number } | null {
  if (!pattern.test(text)) return null
  for (const [index, line] of text.split("\n").entries()) {
    const match = isComment(line) ? null : pattern.exec(line)
    if (match) return { match, line: index + 1 }
  }
  return null
}

/** Whether the line is a comment, as far as its beginning tells. */
function isComment(line: string): boolean {
  return /^\s*(?:\/\/|\*|\/\*)/.test(line)
}

/** Whether the line writes to the console by itself. */
export function printsToConsole(line: string): boolean {
  return !isComment(line) && CONSOLE.test(line)
}

/** Whether tests are where the path says: beside the code or in a folder of their own. */
export function testPlaceOf(path: string): "a folder for tests" | "beside the file" | null {
  if (!isTestPath(path) || isOfBrowser(path) || !/[.-](?:test|spec)\.[cm]?[jt]s$/.test(path)) return null
  return /(?:^|\/)(?:tests?|__tests__|specs?|e2e)\//.test(path) ? "a folder for tests" : "beside the file"
}
