import { expect, test } from "vitest"
import { adviseOnChange } from "../../src/analysis/change/advise.ts"
import { summarizeChange } from "../../src/analysis/change/summarize-change.ts"
import { createProject } from "../../src/analysis/source/project.ts"
import { aDiff, aTree } from "../support/analysis-input.ts"

type Files = Readonly<Record<string, string>>

function sides(before: Files, after: Files) {
  const base = aTree(before)
  const head = aTree(after)
  return { diff: aDiff(base, head), base: createProject(base, new Map()), head: createProject(head, new Map()) }
}

const routes = (...lines: string[]) => `import express from "express"\nconst app = express()\n${lines.join("\n")}\n`
const get = `app.get("/a", (req, res) => res.json(1))`
const post = `app.post("/b", (req, res) => res.json(2))`

test.each([
  {
    name: "a new route is a feature",
    before: { "a.ts": routes(get) },
    after: { "a.ts": routes(get, post) },
    kind: "feature",
    sentence: "Adds the route `POST /b`, in 1 file.",
    parts: ["route POST /b"],
  },
  {
    name: "a removed route is a refactoring",
    before: { "a.ts": routes(get, post) },
    after: { "a.ts": routes(get) },
    kind: "refactoring",
    sentence: "Removes the route `POST /b`, in 1 file.",
    parts: ["route POST /b"],
  },
  {
    name: "a changed handler is a fix",
    before: { "a.ts": routes(get) },
    after: { "a.ts": routes(get.replace("1", "3")) },
    kind: "fix",
    sentence: "Changes the route `GET /a`, in 1 file.",
    parts: ["route GET /a"],
  },
  {
    name: "a bump is a dependency change",
    before: { "package.json": `{"dependencies":{"express":"^4.0.0"}}` },
    after: { "package.json": `{"dependencies":{"express":"^5.0.0"}}` },
    kind: "dependency",
    sentence: "Changes the dependency `express ^4.0.0 → ^5.0.0`, in 1 file.",
    parts: ["dependency express ^4.0.0 → ^5.0.0"],
  },
  {
    name: "a Dockerfile is configuration",
    before: { Dockerfile: "FROM a\n" },
    after: { Dockerfile: "FROM b\n" },
    kind: "configuration",
    sentence: "Changes the container file `Dockerfile`, in 1 file.",
    parts: ["Dockerfile"],
  },
  {
    name: "only tests",
    before: {},
    after: { "test/a.test.ts": "1\n" },
    kind: "test",
    sentence: "Adds the test file `test/a.test.ts`, in 1 file.",
    parts: ["test test/a.test.ts"],
  },
  {
    name: "only documents",
    before: {},
    after: { "README.md": "1\n" },
    kind: "documentation",
    sentence: "Adds the document `README.md`, in 1 file.",
    parts: ["README.md"],
  },
  {
    name: "a model in Prisma",
    before: { "p/schema.prisma": "" },
    after: { "p/schema.prisma": "model Order {\n  id Int @id\n}\n" },
    kind: "feature",
    sentence: "Adds the model `Order`, in 1 file.",
    parts: ["model Order"],
  },
])("$name", ({ before, after, kind, sentence, parts }) => {
  const summary = summarizeChange(sides(before, after))
  expect({ kind: summary.kind, sentence: summary.sentence, parts: summary.parts }).toEqual({ kind, sentence, parts })
})

test("advises on what to install, set and migrate", () => {
  const before = {
    "package.json": `{"dependencies":{},"scripts":{"test":"vitest run"}}`,
    "src/a.ts": "process.env.OLD\n",
    "test/a.test.ts": "1\n",
  }
  const after = {
    ...before,
    "package.json": `{"dependencies":{"pg":"^8.0.0"},"scripts":{"test":"vitest run"}}`,
    "src/a.ts": "process.env.OLD\nprocess.env.DATABASE_URL\nprocess.env['API_KEY']\n",
    "migrations/002_orders.sql": "create table orders ();\n",
  }
  expect(adviseOnChange(sides(before, after))).toEqual([
    { heading: "setup", text: "New dependency: `pg ^8.0.0`. Run `npm install` before starting." },
    { heading: "setup", text: "Environment variables. Set before deploying: `API_KEY`, `DATABASE_URL` (new, read without a default)." },
    { heading: "setup", text: "Run the new migration before the new code serves requests: `002_orders.sql`." },
    { heading: "testing", text: "Run `npm test` (`vitest run`)." },
  ])
})
