import { expect, test } from "vitest"
import { codeOfDiff } from "../../src/analysis/change/code-of-diff.ts"
import { withoutLeadingComments } from "../../src/analysis/source/blank-out.ts"
import { createModule } from "../../src/analysis/source/module.ts"
import type { SourceModule } from "../../src/analysis/source/module.ts"
import { parseSource } from "../../src/analysis/source/parse.ts"
import { createProject } from "../../src/analysis/source/project.ts"
import { aDiff, aTree } from "../support/analysis-input.ts"

function moduleOf(text: string): SourceModule {
  const parsed = parseSource("app.ts", text)
  if (typeof parsed === "string") throw new Error(parsed)
  return createModule("app.ts", parsed)
}

test("the code of a file has its comments blank, its lines and its offsets as they were", () => {
  const text = "a() // verify(token)\n/* verify\n   again */ b(`// ${c /* d */}`)\r\n// the end"
  const module = moduleOf(text)

  expect(module.code).toBe("a()                 \n         \n            b(`// ${c        }`)\r\n          ")
  expect(module.code).toHaveLength(text.length)
  expect(module.writtenOf({ start: 0, end: text.length })).toBe(text)
})

test.each([
  ['log("no signature yet")', 'log("                ")'],
  ["log(`no ${kind} yet`)", /^log\(\s+kind\s+\)$/],
  ['get("x-signature")', 'get("x-signature")'],
  ['query("SELECT id FROM users WHERE owner_id = $1")', 'query("SELECT id FROM users WHERE owner_id = $1")'],
  ['query(select + " AND owner_id = $2")', 'query(select + " AND owner_id = $2")'],
  ['set("case sensitive routing", true)', 'set("case sensitive routing", true)'],
  ["sql`set role ${role}`", "sql`set role ${role}`"],
])("of the texts of a file only what speaks to people is no name: %s", (text, names) => {
  const module = moduleOf(text)

  if (typeof names === "string") expect(module.namesOf(module.program)).toBe(names)
  else expect(module.namesOf(module.program)).toMatch(names)
})

test("what a comment of another file says is not in its code", () => {
  const project = createProject(
    aTree({
      "src/app.ts": 'throttle() // and helmet()\nlog("helmet() comes later")\n',
      "nginx.conf": "# add_header X-Frame-Options DENY;\nlisten 80; # as ever\n",
      "schema.prisma": '// provider = "mysql"\nprovider = "postgresql"\n',
      "migration.sql": "-- CREATE INDEX\nSELECT 1; /* INDEX */\n",
      "broken.ts": "helmet( // helmet(\n",
    }),
    new Map(),
  )

  expect(project.codeOf("nginx.conf")).toBe(`${" ".repeat(34)}\nlisten 80; # as ever\n`)
  expect(project.codeOf("schema.prisma")).toBe(`${" ".repeat(21)}\nprovider = "postgresql"\n`)
  expect(project.codeOf("migration.sql")).toBe(`${" ".repeat(15)}\nSELECT 1;            \n`)
  expect(project.codeOf("missing.ts")).toBeNull()
  expect([/helmet/, /throttle/].map((pattern) => project.codeMentions("src/app.ts", pattern))).toEqual([false, true])
  expect(project.mentions("src/app.ts", /helmet/)).toBe(true)
  expect(project.codeMentions("broken.ts", /helmet/)).toBe(true)
})

test("a line of a diff is no code where a comment began above it", () => {
  const base = aTree({ "src/app.ts": "a()\n" })
  const head = aTree({ "src/app.ts": "a()\n/* once\nrequireUser()\n*/\nb()\n" })
  const [before, after] = [createProject(base, new Map()), createProject(head, new Map())]
  const diff = aDiff(base, head)
  const code = codeOfDiff(before, after, diff)

  const added = code.files.flatMap(({ hunks }) =>
    hunks.flatMap(({ lines }) => lines.flatMap(({ kind, text }) => (kind === "added" ? [text.trim()] : []))),
  )
  expect(added).toEqual(["", "", "", "b()"])
  expect(codeOfDiff(before, after, diff)).toBe(code)
})

test("without parsing, comments are taken out that begin a line", () => {
  const text = "// get('/a')\n  /* get('/b')\n get('/c') */ get('/d')\nget('//e') // f\n/* never ends"
  expect(withoutLeadingComments(text)).toBe(
    `${" ".repeat(12)}\n${" ".repeat(14)}\n${" ".repeat(13)} get('/d')\nget('//e') // f\n${" ".repeat(13)}`,
  )
})
