import { existsSync, readdirSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { structuredPatch } from "diff"
import { rules } from "../../src/analysis/rules/index.ts"
import { readFixture } from "../../test/support/rule-fixture.ts"
import { sideFrom } from "./case.ts"
import type { EvalCase } from "./case.ts"

const folder = new URL("../../test/rules/", import.meta.url).pathname
const annotation = /^\s*(?:\/\/|#|--|<!--|\/\*|\{\/\*)\s*(?:ruleid|ok|todoruleid|todook):.*$/gm
// More of one rule's fixture would weigh what that rule is about, not what pull requests are like.
const mostOfOneRule = 2

/**
 * Cases of our own, from the fixtures of rules that have a mended twin. Each defect makes two pull requests: one that undoes its repair, which must
 * be found where it is undone, and one that is the repair, about which nothing of that kind may be said. Comments that give the answer away are
 * blanked.
 */
export function fixtureCases(): readonly EvalCase[] {
  return readdirSync(folder)
    .toSorted()
    .filter((name) => name.endsWith(".fixed"))
    .flatMap((name) => casesOf(name.slice(0, -".fixed".length)))
}

function casesOf(id: string): EvalCase[] {
  const rule = rules.find((each) => each.id === id)
  const path = existsSync(join(folder, id)) ? join(folder, id) : join(folder, `${id}.ts`)
  if (rule === undefined || !existsSync(path)) return []
  const faulty = blank(readFixture(path, id).head)
  const mended = new Map([...faulty, ...mendedFiles(id, faulty)])
  const kind = { cwe: [...rule.cwe], section: rule.section }
  const defects = [...mended].flatMap(([file, text]) => undoOneByOne(text, faulty.get(file) ?? text).map((undone) => ({ file, ...undone })))
  return defects.slice(0, mostOfOneRule).flatMap(({ file, text, start, end }, index): EvalCase[] => {
    const good = sideFrom(mended)
    const bad = sideFrom(new Map([...mended, [file, text]]))
    const shared = { title: "Update the service", body: "", category: id, repository: null }
    return [
      { ...shared, id: `${id}.${index + 1}.defect`, expect: [{ path: file, start, end, ...kind }], silent: [], base: good, head: bad },
      { ...shared, id: `${id}.${index + 1}.repair`, expect: [], silent: [{ path: "*", ...kind }], base: bad, head: good },
    ]
  })
}

interface Undone {
  readonly text: string
  readonly start: number
  readonly end: number
}

/** The mended text with one repair undone, for each repair; the lines are those that the undoing brings. */
function undoOneByOne(mended: string, faulty: string): Undone[] {
  const lines = mended.split("\n")
  return structuredPatch("a", "b", mended, faulty, "", "", { context: 0 }).hunks.map(({ oldStart, oldLines, lines: changes }) => {
    const brought = changes.filter((line) => line.startsWith("+")).map((line) => line.slice(1))
    // A hunk without old lines stands behind the line it names.
    const at = oldLines === 0 ? oldStart : oldStart - 1
    return {
      text: lines.toSpliced(at, oldLines, ...brought).join("\n"),
      start: Math.max(1, at + 1),
      end: Math.max(1, at + Math.max(1, brought.length)),
    }
  })
}

function mendedFiles(id: string, head: ReadonlyMap<string, string>): [string, string][] {
  const root = join(folder, `${id}.fixed`)
  const below = (at: string): string[] =>
    readdirSync(join(root, at)).flatMap((name) => (statSync(join(root, at, name)).isDirectory() ? below(join(at, name)) : [join(at, name)]))
  return below("").flatMap((file): [string, string][] => {
    const path = [...head.keys()].find((each) => each === file || each.endsWith(`/${file}`))
    return path === undefined ? [] : [[path, readFileSync(join(root, file), "utf8").replace(annotation, "")]]
  })
}

function blank(files: ReadonlyMap<string, string>): Map<string, string> {
  return new Map([...files].map(([path, text]) => [path, text.replace(annotation, "")]))
}
