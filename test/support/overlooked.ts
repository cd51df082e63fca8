import { chooseByNeeds } from "../../src/analysis/needs.ts"
import type { Rule } from "../../src/analysis/rule.ts"
import { parseSource } from "../../src/analysis/source/parse.ts"
import { createProject } from "../../src/analysis/source/project.ts"
import type { Project } from "../../src/analysis/source/project.ts"
import { aTree } from "./analysis-input.ts"
import { runFixture } from "./rule-fixture.ts"
import type { Fixture } from "./rule-fixture.ts"

/**
 * Places of a fixture where the rule finds something in a file that its `needs` refuse, in words. Each finding is also looked at
 * with the other statements that have findings taken out, so that what one of them is made of does not help another.
 */
export async function overlookedBy(rule: Rule, fixture: Fixture): Promise<string[]> {
  if (!("needs" in rule) || rule.needs === undefined) return []
  const { needs: _, ...free } = rule
  const { findings } = await runFixture(free, fixture)
  const missed: string[] = []
  for (const { path, startLine } of findings) {
    const text = fixture.head.get(path) ?? ""
    const others = findings.filter((each) => each.path === path).map((each) => each.startLine)
    const head = new Map(fixture.head).set(path, onlyWith(path, text, startLine, others))
    const alone = head.get(path) !== text && (await runFixture(free, { ...fixture, head })).findings.some((each) => each.path === path)
    const shown = new Map([...(alone ? head : fixture.head)].map(([file, each]) => [file, withoutMarks(each)]))
    const project = createProject(aTree(shown), new Map())
    const choose = chooseByNeeds([rule], Number.POSITIVE_INFINITY)
    if (choose(project, path, shown.get(path) ?? "").length === 0 && (await isAskedAbout(rule, project, path)))
      missed.push(`${path}:${startLine}`)
  }
  return missed
}

// What is found here when another file is asked about needs nothing of this one.
async function isAskedAbout(rule: Rule, project: Project, path: string): Promise<boolean> {
  const module = project.moduleOf(path)
  if (rule.kind !== "source" || module === null) return true
  for await (const draft of rule.check({ project, module })) if ((draft.path ?? path) === path) return true
  return false
}

/** The text with every statement blanked that has one of these lines but not this one. */
function onlyWith(path: string, text: string, line: number, lines: readonly number[]): string {
  const parsed = parseSource(path, text)
  if (typeof parsed === "string") return text
  let kept = text
  for (const { start, end } of parsed.program.body) {
    const [first, last] = [parsed.lines.lineAt(start), parsed.lines.lineAt(end - 1)]
    const holds = (each: number): boolean => first <= each && each <= last
    if (holds(line) || !lines.some(holds)) continue
    kept = kept.slice(0, start) + kept.slice(start, end).replace(/[^\r\n]/g, " ") + kept.slice(end)
  }
  return kept
}

// The names of rules are made of the words they look for.
function withoutMarks(text: string): string {
  return text.replace(/\b(?:ruleid|ok|todoruleid|todook):[^\n]*/g, "")
}
