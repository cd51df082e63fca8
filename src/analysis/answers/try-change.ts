import { createHash } from "node:crypto"
import { readYamlDocument } from "../../hygiene/yaml.ts"
import type { Proof, SuggestionTrial } from "../../model/question.ts"
import { countKeys, retry } from "../prove.ts"
import type { Grounds } from "../prove.ts"
import { looseKey } from "../run-rules.ts"
import type { Located } from "../run-rules.ts"
import { indexLines } from "../source/line-index.ts"
import { applySuggestion, MAX_LINES } from "../suggestion.ts"
import { judgeFormat } from "./judge-format.ts"

const proven: Proof = { proven: true }
const MAX_LENGTH = 8_000
const MAX_NEW_LINES = 40

/**
 * Tries a change of one file in memory: it applies, what it is meant for is gone, nothing new is found anywhere, and it looks like the code
 * around it. What answers no finding of the rules must stay within one hunk of the change. The trial is data from anywhere.
 */
export async function tryChange(trial: SuggestionTrial, grounds: Grounds): Promise<Proof> {
  const { path, startLine, endLine, removes } = trial
  const file = path.length > 1_000 ? undefined : grounds.head.files.get(path)
  if (file === undefined) return refuse("this file was not read")
  const lines = indexLines(file.text)
  if (
    !(Number.isSafeInteger(startLine) && Number.isSafeInteger(endLine) && startLine >= 1 && startLine <= endLine && endLine <= lines.count)
  )
    return refuse("there are no such lines in this file")
  const isLong = trial.replacement.length > MAX_LENGTH || trial.replacement.split("\n").length > MAX_NEW_LINES
  if (endLine - startLine >= MAX_LINES || isLong) return refuse("it is longer than a suggestion should be")
  if (removes === null && !isInOneHunk(trial, grounds)) return refuse("it reaches beyond one hunk of the change")
  const meant = removes === null ? null : (grounds.before.find((each) => each.fingerprint === removes && each.path === path) ?? undefined)
  if (meant === undefined) return refuse("the finding it is meant for is not in this file")
  const badFormat = judgeFormat(file.text, trial)
  if (badFormat !== null) return refuse(badFormat)
  // Proposals are written with plain line ends; the file keeps its own.
  const replacement = file.text.includes("\r\n") ? trial.replacement.replaceAll("\n", "\r\n") : trial.replacement
  const suggestion = { startLine, endLine, replacement }
  const text = applySuggestion(file.text, suggestion)
  if (text === file.text) return refuse("it changes nothing")
  if (!isStillData(path, file.text, text)) return refuse("the file cannot be parsed any more")

  const attempt = { file, looksAtChange: true }
  const after = await retry({ ...attempt, suggestion, label: digest(text) }, grounds)
  if (typeof after === "string") return refuse(`the file cannot be checked with it: ${after}`)
  // Of a file that is not part of the change, only what the change leads to is known.
  const isChanged = grounds.diff.files.some((each) => each.path === path)
  const same = { startLine, endLine, replacement: file.text.slice(lines.startOf(startLine), lines.endOf(endLine)) }
  const before = isChanged ? grounds.before : await retry({ ...attempt, suggestion: same, label: "as it is" }, grounds)
  if (typeof before === "string") return refuse(`the file cannot be checked: ${before}`)
  return compare(before, after, meant)
}

function compare(before: readonly Located[], after: readonly Located[], meant: Located | null): Proof {
  const [earlier, later] = [countKeys(before), countKeys(after)]
  if (meant !== null) {
    const key = looseKey(meant.identity)
    if ((later.get(key) ?? 0) >= (earlier.get(key) ?? 0)) return refuse("the finding is still there")
  }
  const added = after.find((each) => (later.get(looseKey(each.identity)) ?? 0) > (earlier.get(looseKey(each.identity)) ?? 0))
  return added === undefined ? proven : refuse(`it adds a finding: ${added.rule.id} on line ${added.startLine} of ${added.path}`)
}

function refuse(reason: string): Proof {
  return { proven: false, reason: reason.slice(0, 300) }
}

function isInOneHunk({ path, startLine, endLine }: SuggestionTrial, { diff }: Grounds): boolean {
  const hunks = diff.files.find((each) => each.path === path)?.hunks ?? []
  return hunks.some(({ newStart, newLines }) => newStart <= startLine && endLine < newStart + newLines)
}

// Source files are parsed by the rules; of the others only a file that was whole can be broken.
function isStillData(path: string, before: string, after: string): boolean {
  const reads = path.endsWith(".json") ? isJson : /\.ya?ml$/.test(path) ? isYaml : null
  return reads === null || !reads(before) || reads(after)
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

function isYaml(text: string): boolean {
  return readYamlDocument(text)?.errors.length === 0
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex").slice(0, 20)
}
