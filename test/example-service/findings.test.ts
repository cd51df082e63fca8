import { readdir, readFile } from "node:fs/promises"
import { join, relative, resolve } from "node:path"
import { describe, expect, test } from "vitest"
import { analyze } from "../../src/analysis/analyze.ts"
import { planReading } from "../../src/analysis/plan-reading.ts"
import type { Finding } from "../../src/model/finding.ts"
import { defaultPolicy } from "../../src/model/policy.ts"
import type { SourceTree } from "../../src/model/source.ts"
import { aDiff, aTree } from "../support/analysis-input.ts"
import { demoExpectations, demoQuietPaths } from "../support/demo-expectations.ts"
import type { ExpectedFinding } from "../support/demo-expectations.ts"

// Defects for which no rule exists yet, by `what`. Whoever adds the rule takes the line out.
const todo: readonly string[] = []

const examples = resolve(import.meta.dirname, "../../examples")
const baseFiles = await readFolder(join(examples, "orders-service"))
const overlay = await readFolder(join(examples, "orders-service-pull-request"))
overlay.delete("pull-request.json")
const base = aTree(baseFiles)
const head = aTree(new Map([...baseFiles, ...overlay]))
const diff = aDiff(base, head)
const plan = planReading(diff, base, head, defaultPolicy)
const analysis = await analyze({ diff, base: only(base, plan.base), head: only(head, plan.head), policy: defaultPolicy, clock: () => 0 })

describe("the demo's pull request, analysed without a model", () => {
  test.each(demoExpectations.filter(({ what }) => !todo.includes(what)))("is told that $what", (expected) => {
    expect(
      analysis.findings.filter((finding) => meets(finding, expected)),
      summary(),
    ).not.toEqual([])
  })

  for (const { what } of demoExpectations.filter((each) => todo.includes(each.what))) test.todo(`is told that ${what}`)

  test("lists as todo only defects that are expected", () => {
    expect(demoExpectations.map(({ what }) => what)).toEqual(expect.arrayContaining([...todo]))
  })

  test.each(demoQuietPaths)("is told nothing about %s", (path) => {
    expect(analysis.findings.filter((finding) => finding.path === path).map(({ rule, title }) => `${rule}: ${title}`)).toEqual([])
  })

  test("is told nothing twice on one line", () => {
    const places = analysis.findings.map(({ path, startLine, section, title }) => `${path}:${startLine} ${section} ${title}`)
    expect(places).toEqual([...new Set(places)])
  })

  test("is reviewed completely", () => {
    expect(analysis.coverage.failed).toEqual([])
  })

  test("is told what to install and which settings are new", () => {
    const setup = analysis.advice.filter(({ heading }) => heading === "setup").map(({ text }) => text)
    expect(setup).toMatchInlineSnapshot(`
      [
        "New dependency: \`csv-stringify ^6.5.2\`. Run \`npm install\` before starting and commit \`package-lock.json\`, which does not match package.json yet.",
        "Environment variables. Set before deploying: \`ACCOUNTING_WEBHOOK_URL\` (new, read without a default). New, with a default in the code: \`EXPORT_DIRECTORY\`, \`EXPORT_SIGNING_SECRET\`. \`.env.example\` explains \`EXPORT_DIRECTORY\`.",
      ]
    `)
  })
})

/** The tree as the checkout gives it: only what the plan names was read. */
function only(tree: SourceTree, paths: readonly string[]): SourceTree {
  const wanted = new Set(paths)
  return { ...tree, files: new Map([...tree.files].filter(([path]) => wanted.has(path))) }
}

function meets(finding: Finding, { path, lineContains, section }: ExpectedFinding): boolean {
  if (finding.path !== path || finding.section !== section) return false
  const lines = (overlay.get(path) ?? "")
    .split("\n")
    .slice(finding.startLine - 1, finding.endLine)
    .join("\n")
  return lineContains.some((text) => lines.includes(text))
}

function summary(): string {
  return analysis.findings.map(({ rule, path, startLine }) => `${path}:${startLine} ${rule}`).join("\n")
}

async function readFolder(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return new Map(await Promise.all(paths.map(async (path) => [relative(folder, path), await readFile(path, "utf8")] as const)))
}
