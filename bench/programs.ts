import { readFileSync, readdirSync } from "node:fs"
import process from "node:process"
import { parseArgs } from "node:util"
import type { PlacedFinding } from "../src/model/finding.ts"
import { emptySide, withFiles } from "./corpus/change.ts"
import { printResult } from "./corpus/options.ts"
import { reviewSides } from "./corpus/review-sides.ts"

type Files = Readonly<Record<string, string>>
/** Files that differ from the good program; `null` where it has one more. */
type Changes = Readonly<Record<string, string | null>>

/** A small program with one known defect and its repair, or one without any; written without knowing this reviewer. */
interface Program {
  readonly name: string
  readonly kind?: string
  readonly weakness?: string
  readonly path?: string
  readonly line?: number
  readonly alsoLines?: readonly number[]
  readonly good: Files
  readonly bad?: Changes
  /** The program before a change, for defects of changes. */
  readonly base?: Changes
}

const folder = new URL("programs/", import.meta.url)
const groups = readdirSync(folder)
  .map((file) => file.replace(/\.json$/, ""))
  .toSorted()

const help = `npm run bench -- programs [${groups.join("|")} …] [--only WORD,…] [--verbose]

Reviews small programs that were written without knowing this reviewer: each holds one known defect, beside it stands the same program repaired.
  found     the defect is spoken of inline, near its line or on the way to it, when the program is added
  undone    the same when the repaired program is changed into the one with the defect
  repaired  what is said inline of the repaired program, by rule: most of it is true of programs as small as these (no test, no shutdown)
The programs of "clean" hold no defect at all.
--verbose names every program that is missed.`

const NEAR = 2
// What only describes a program is no answer to its defect.
const OF_TESTS = /^require-test-/

/** Runs the groups that were asked for. */
export async function run(words: readonly string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: [...words],
    allowPositionals: true,
    options: { only: { type: "string" }, verbose: { type: "boolean" }, help: { type: "boolean" } },
  })
  const unknown = positionals.filter((each) => !groups.includes(each))
  if (values.help || unknown.length > 0) {
    console.log(unknown.length > 0 ? `There is no group ${unknown.join(", ")}.\n\n${help}` : help)
    process.exitCode = unknown.length > 0 ? 2 : 0
    return
  }
  const only = (values.only ?? "").split(",").filter((word) => word !== "")
  const result: Record<string, string> = {}
  for (const group of positionals.length > 0 ? positionals : groups) {
    const programs = (JSON.parse(readFileSync(new URL(`${group}.json`, folder), "utf8")) as readonly Program[]).filter(
      ({ name }) => only.length === 0 || only.some((word) => name.includes(word)),
    )
    result[group] = await measure(group, programs, values.verbose ?? false)
  }
  printResult("programs", result)
}

async function measure(group: string, programs: readonly Program[], isVerbose: boolean): Promise<string> {
  let [withDefect, found, undone, silent] = [0, 0, 0, 0]
  const said = new Map<string, number>()
  for (const program of programs) {
    const { good, bad, base } = program
    const before = base ? changed(good, base) : settings(good)
    if (bad) {
      withDefect++
      const faulty = changed(good, bad)
      const added = (await inline(base ? before : settings(faulty), faulty)).some((each) => isIt(program, each))
      const changedBack = base ? added : (await inline(good, faulty)).some((each) => isIt(program, each))
      if (added) found++
      if (changedBack) undone++
      if (isVerbose && !added)
        console.log(`  missed  ${group} ${program.name} (${program.weakness} ${program.kind}) ${program.path}:${program.line}`)
    }
    const comments = await inline(before, good)
    if (comments.length === 0) silent++
    for (const { rule } of comments) said.set(rule, (said.get(rule) ?? 0) + 1)
  }
  console.log(`\n${group}: ${programs.length} programs`)
  if (withDefect > 0) console.log(`  found ${found} of ${withDefect}, undone ${undone} of ${withDefect}`)
  console.log(`  repaired: nothing said of ${silent} of ${programs.length}`)
  for (const [rule, count] of [...said].toSorted((a, b) => b[1] - a[1])) console.log(`    ${String(count).padStart(4)} ${rule}`)
  return withDefect > 0 ? `${found}/${withDefect},${undone}/${withDefect}` : `${silent}/${programs.length}`
}

function changed(good: Files, changes: Changes): Files {
  return Object.fromEntries(Object.entries({ ...good, ...changes }).filter((each): each is [string, string] => each[1] !== null))
}

// What a repository has before its first file of code.
function settings(files: Files): Files {
  return Object.fromEntries(Object.entries(files).filter(([path]) => /(?:^|\/)(?:package(?:-lock)?|tsconfig)\.json$/.test(path)))
}

async function inline(before: Files, after: Files): Promise<readonly PlacedFinding[]> {
  const side = (files: Files) => withFiles(emptySide, new Map(Object.entries(files)))
  const { findings } = await reviewSides(null, side(before), side(after))
  return findings.filter(({ placement }) => placement === "inline")
}

function isIt({ path, line = 0, alsoLines = [] }: Program, { rule, path: where, startLine, endLine, trace }: PlacedFinding): boolean {
  if (OF_TESTS.test(rule)) return false
  const isNear = [line, ...alsoLines].some((each) => startLine <= each + NEAR && endLine >= each - NEAR)
  return (where === path && isNear) || trace.some((step) => step.path === path && step.line === line)
}
