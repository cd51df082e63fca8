import { createProject } from "../../src/analysis/source/project.ts"
import { bare, nodesOf, propertyName, propertyOf, stringOf } from "../../src/analysis/source/ast.ts"
import type { Node } from "../../src/analysis/source/ast.ts"
import type { SourceModule } from "../../src/analysis/source/module.ts"
import { emptySide, readTree, sideOf, withFiles } from "../corpus/change.ts"
import type { BenchOptions } from "../corpus/options.ts"
import { openRepository } from "../corpus/repository.ts"
import { reviewSides } from "../corpus/review-sides.ts"

/** The tests of a rule of an ESLint plugin whose topic one of our rules covers. */
interface Topic {
  readonly repository: string
  readonly path: string
  /** Our rules; any of them counts. */
  readonly ours: readonly string[]
  /** Where the examples stand in the project that is made of each. */
  readonly at: string
}

const TEST = "test/example.test.js"
const SOURCE = "src/example.js"
const jest = (rule: string, ...ours: readonly string[]): Topic => ({
  repository: "jest-community/eslint-plugin-jest",
  path: `src/rules/__tests__/${rule}.test.ts`,
  ours,
  at: TEST,
})
const security = (rule: string, ...ours: readonly string[]): Topic => ({
  repository: "eslint-community/eslint-plugin-security",
  path: `test/rules/${rule}.js`,
  ours,
  at: SOURCE,
})

// Rules of style, and those that alarm at whatever is no literal, have no counterpart here.
const topics: readonly Topic[] = [
  jest("no-focused-tests", "no-focused-test"),
  jest("no-disabled-tests", "no-skipped-test"),
  jest("valid-expect-in-promise", "require-awaited-expect"),
  jest("no-conditional-expect", "no-swallowed-assertion"),
  { repository: "eslint-community/eslint-plugin-promise", path: "__tests__/catch-or-return.js", ours: ["no-floating-promise"], at: SOURCE },
  {
    repository: "eslint-community/eslint-plugin-n",
    path: "tests/lib/rules/handle-callback-err.js",
    ours: ["no-ignored-callback-error"],
    at: SOURCE,
  },
  {
    repository: "ota-meshi/eslint-plugin-regexp",
    path: "tests/lib/rules/no-super-linear-backtracking.ts",
    ours: ["no-exponential-pattern", "no-slow-pattern-in-package"],
    at: SOURCE,
  },
  security("detect-unsafe-regexp", "no-exponential-pattern"),
  security("detect-bidi-characters", "no-invisible-character"),
  security("detect-disable-mustache-escape", "no-autoescape-off"),
]

/** An example of a test; those that come with options of the rule are left out, because we have none. */
export interface Vector {
  readonly kind: "valid" | "invalid"
  readonly code: string
  readonly line: number
}

/** Reads the examples that `new RuleTester().run(…, { valid, invalid })` is given, from the text alone: nothing is run. */
export function vectorsIn(module: SourceModule): Vector[] {
  const found: Vector[] = []
  for (const property of nodesOf(module.program, "Property")) {
    const kind = propertyName(property)
    const list = bare(property.value)
    if ((kind !== "valid" && kind !== "invalid") || list.type !== "ArrayExpression") continue
    for (const element of list.elements) {
      if (element === null) continue
      const example = bare(element)
      if (example.type === "ObjectExpression" && propertyOf(example, "options")) continue
      const code = codeOf(example.type === "ObjectExpression" ? propertyOf(example, "code") : example)
      if (code !== null) found.push({ kind, code, line: module.lineOf(element) })
    }
  }
  return found
}

function codeOf(node: Node | null): string | null {
  const inner = node && bare(node)
  const text = inner?.type === "TaggedTemplateExpression" ? inner.quasi : inner
  if (text?.type === "TemplateLiteral") return text.expressions.length === 0 ? (text.quasis[0]?.value.cooked ?? null) : null
  return stringOf(text)
}

/** Reviews every example as an added file and prints what is found of the invalid ones, and what is said of the valid ones. */
export async function measureVectors(options: BenchOptions): Promise<Record<string, number | string>> {
  const count = { invalid: 0, found: 0, valid: 0, silent: 0 }
  console.log("\nRules of ESLint plugins whose topic is covered: found of invalid, silent of valid")
  const missed: string[] = []
  const alarms: string[] = []
  for (const { repository: name, path, ours, at } of topics) {
    const repository = openRepository(options.corpus, name)
    const commit = repository?.resolve("HEAD") ?? null
    if (repository === null || commit === null || !options.matches(path)) continue
    const side = sideOf(repository, commit)
    if (!side.entries.has(path)) continue
    options.progress(path)
    const module = createProject(readTree(repository, side, [path]), new Map()).moduleOf(path)
    const own = { invalid: 0, found: 0, valid: 0, silent: 0 }
    const vectors = module ? vectorsIn(module) : []
    const said = await saidOf(vectors, at, ours)
    for (const [index, { kind, code, line }] of vectors.entries()) {
      const isSaid = said.has(index)
      own[kind]++
      if (kind === "invalid" && isSaid) own.found++
      if (kind === "valid" && !isSaid) own.silent++
      if ((kind === "invalid") !== isSaid)
        (kind === "invalid" ? missed : alarms).push(`${path}:${line} ${code.replace(/\s+/g, " ").slice(0, 140)}`)
    }
    console.log(
      `  ${path.slice(path.lastIndexOf("/") + 1).padEnd(42)} ${`${own.found}/${own.invalid}`.padStart(8)} ${`${own.silent}/${own.valid}`.padStart(8)}  ${ours.join(", ")}`,
    )
    for (const key of ["invalid", "found", "valid", "silent"] as const) count[key] += own[key]
  }
  if (options.verbose) for (const each of missed) console.log(`missed ${each}`)
  for (const each of alarms) console.log(`alarm  ${each}`)
  return count
}

// All of a rule in one review, each in a file of its own: that is a hundred times as fast, and no example knows of another.
async function saidOf(vectors: readonly Vector[], at: string, ours: readonly string[]): Promise<ReadonlySet<number>> {
  const manifest = JSON.stringify({
    name: "example",
    main: "src/index.js",
    dependencies: { express: "^5.0.0" },
    devDependencies: { jest: "^30.0.0" },
  })
  const base = withFiles(emptySide, new Map([["package.json", manifest]]))
  const pathOf = (index: number) => at.replace("example", `example-${index}`)
  const head = withFiles(base, new Map(vectors.map(({ code }, index) => [pathOf(index), code])))
  const { findings } = await reviewSides(null, base, head)
  const paths = new Set(findings.filter(({ rule }) => ours.includes(rule)).map(({ path }) => path))
  return new Set(vectors.keys().filter((index) => paths.has(pathOf(index))))
}
