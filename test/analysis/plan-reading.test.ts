import { expect, test } from "vitest"
import { planReading } from "../../src/analysis/plan-reading.ts"
import { Policy, defaultPolicy } from "../../src/model/policy.ts"
import type { TreeEntry } from "../../src/model/source.ts"
import { aDiff, aTree } from "../support/analysis-input.ts"

const files = {
  "package.json": "{}",
  "package-lock.json": "{}",
  Dockerfile: "FROM node\n",
  ".env.example": "A=1\n",
  "prisma/schema.prisma": "",
  ".github/workflows/ci.yml": "",
  "src/app.ts": "1\n",
  "src/other.ts": "2\n",
  "test/app.test.ts": "3\n",
  "dist/app.js": "4\n",
  "node_modules/x/index.js": "5\n",
  "docs/guide.md": "6\n",
  "locales/de.json": "{}",
}

test("reads what changed, configuration, tests and sources, and nothing machine-made", () => {
  const base = aTree(files)
  const head = aTree({ ...files, "src/app.ts": "changed\n", "docs/guide.md": "changed\n", "dist/app.js": "changed\n" })
  const plan = planReading(aDiff(base, head), base, head, defaultPolicy)
  expect(plan.head).toEqual([
    ".env.example",
    ".github/workflows/ci.yml",
    "Dockerfile",
    "docs/guide.md",
    "package-lock.json",
    "package.json",
    "prisma/schema.prisma",
    "src/app.ts",
    "src/other.ts",
    "test/app.test.ts",
  ])
  expect(plan.base).toEqual(plan.head)
})

test("reads a renamed file under its old name on the base", () => {
  const base = aTree({ "src/old.ts": "1\n" })
  const head = aTree({ "src/new.ts": "2\n" })
  const plan = planReading(aDiff(base, head, { "src/new.ts": "src/old.ts" }), base, head, defaultPolicy)
  expect(plan).toEqual({ base: ["src/old.ts"], head: ["src/new.ts"] })
})

test("stays within its budget and takes the nearest files of a large repository", () => {
  const many: Record<string, string> = {}
  for (let index = 0; index < 2_000; index++) many[`packages/p${index % 4}/src/f${index}.ts`] = "1\n"
  const base = aTree(many)
  const head = aTree({ ...many, "packages/p2/src/new.ts": "2\n" })
  const plan = planReading(aDiff(base, head), base, head, defaultPolicy)
  expect(plan.head).toHaveLength(1_501)
  expect(plan.head.filter((path) => path.startsWith("packages/p2/"))).toHaveLength(501)
})

test("never follows symbolic links or submodules", () => {
  const head = aTree({ "src/link.ts": "../../etc/passwd", "src/a.ts": "1\n" })
  const entries = new Map<string, TreeEntry>([
    ...head.entries,
    ["src/link.ts", { path: "src/link.ts", id: "1", mode: "120000" }],
    ["src/module.ts", { path: "src/module.ts", id: "2", mode: "160000" }],
  ])
  expect(planReading(aDiff(aTree({}), head), aTree({}), { sha: head.sha, entries }, defaultPolicy).head).toEqual(["src/a.ts"])
})

test("leaves ignored paths alone", () => {
  const head = aTree({ "src/a.ts": "1\n", "legacy/b.ts": "2\n" })
  expect(planReading(aDiff(aTree({}), head), aTree({}), head, Policy.parse({ ignore: ["legacy/**"] })).head).toEqual(["src/a.ts"])
})
