import { expect, test } from "vitest"
import { importersOf, importGraph, tellLikeness } from "../../src/analysis/source/import-graph.ts"
import { createProject } from "../../src/analysis/source/project.ts"
import { aTree } from "../support/analysis-input.ts"

const files = {
  "package.json": "{}",
  "tsconfig.json": '{ "compilerOptions": { "paths": { "@/*": ["./src/*"] } } }',
  "src/a.ts": 'import { b } from "@/b"\nimport { c } from "./c.js"\n',
  "src/b.ts": 'import { c } from "./c"\nexport const b = c\n',
  "src/c.ts": "export const c = 1\n",
}
const projectOf = (texts: Record<string, string>) => createProject(aTree(texts), new Map())

// As the graph is without anything to compare with.
const alone = (texts: Record<string, string>) => [importGraph(projectOf(texts)), importersOf(projectOf(texts))]

test.each([
  { what: "nothing", changed: {} },
  { what: "what a file does", changed: { "src/b.ts": 'import { c } from "./c"\nexport const b = c + 1\n' } },
  { what: "what a file imports", changed: { "src/b.ts": "export const b = 2\n" } },
  { what: "a file that comes before another one of the same name", changed: { "src/c/index.ts": "", "src/b.js": "" } },
  { what: "where an alias leads", changed: { "tsconfig.json": '{ "compilerOptions": { "paths": { "@/*": ["./lib/*"] } } }' } },
])("imports lead to the same files when $what changed, whether there is a project to look them up in or not", ({ changed }) => {
  const texts = { ...files, ...changed }
  const project = projectOf(texts)
  tellLikeness(project, projectOf(files))
  expect([importGraph(project), importersOf(project)]).toEqual(alone(texts))
})

test("a file that is gone is imported by nobody", () => {
  const { "src/c.ts": _, ...texts } = files
  const project = projectOf(texts)
  tellLikeness(project, projectOf(files))
  expect([importGraph(project), importersOf(project)]).toEqual(alone(texts))
  expect(importersOf(project).has("src/c.ts")).toBe(false)
})

test("where nothing changed, what was found out for one project serves the other", () => {
  const [one, other] = [projectOf(files), projectOf({ ...files })]
  tellLikeness(one, other)
  expect(importersOf(one)).toBe(importersOf(other))
})

test("imports lead elsewhere when a configuration does that another one builds on, whatever its ending", () => {
  const aliasTo = (folder: string) => ({
    ...files,
    "tsconfig.json": '{ "extends": "./base.jsonc" }',
    "base.jsonc": `{ "compilerOptions": { "paths": { "@/*": ["./${folder}/*"] } } }`,
  })
  const project = projectOf(aliasTo("lib"))
  tellLikeness(project, projectOf(aliasTo("src")))
  expect([importGraph(project), importersOf(project)]).toEqual(alone(aliasTo("lib")))
  expect(importGraph(project)).not.toEqual(importGraph(projectOf(aliasTo("src"))))
})
