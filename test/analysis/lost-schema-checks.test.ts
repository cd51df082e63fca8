import { expect, test } from "vitest"
import { lostSchemaChecks } from "../../src/analysis/change/lost-schema-checks.ts"
import { createProject } from "../../src/analysis/source/project.ts"
import { aDiff, aTree } from "../support/analysis-input.ts"

function lost(before: string, after: string, path = "src/volumes.ts"): string[] {
  const source = (chain: string) =>
    `import { z } from "zod"\n\nexport const restore = z.object({\n  volume: ${chain},\n  id: z.string(),\n})\n`
  const base = aTree({ [path]: source(before) })
  const head = aTree({ [path]: source(after) })
  const all = lostSchemaChecks(createProject(base, new Map()), createProject(head, new Map()), aDiff(base, head))
  return all.map((each) => `${each.property}: ${each.lost.join(", ")}`)
}

test.each([
  { before: "z.string().min(1).regex(NAME)", after: "z.string().min(1)", gone: "volume: regex" },
  { before: "z.string().url().refine(isPublic)", after: "z.string()", gone: "volume: url, refine" },
  { before: "z\n    .string()\n    .uuid()", after: "z.string().optional()", gone: "volume: uuid" },
  {
    before: "z.string().transform((value) => sanitizeText(value)).pipe(z.string().min(1))",
    after: "z.string().min(1)",
    gone: "volume: transform",
  },
])("a form that is asked for no more is lost: $gone", ({ before, after, gone }) => {
  expect(lost(before, after)).toEqual([gone])
})

test.each([
  { name: "another check says it", before: "z.string().url()", after: "z.string().refine(isPublic)" },
  { name: "a list says it", before: "z.string().regex(NAME)", after: 'z.enum(["a", "b"])' },
  { name: "the check itself changes", before: "z.string().regex(NAME)", after: "z.string().regex(OTHER)" },
  { name: "it only tidied", before: "z.string().transform((value) => value.trim())", after: "z.string()" },
  { name: "it was about how long the value is", before: "z.string().max(40)", after: "z.string()" },
  { name: "the value comes from elsewhere", before: "z.string().uuid()", after: "volumeName" },
])("nothing is lost when $name", ({ before, after }) => {
  expect(lost(before, after)).toEqual([])
})

test("how short a password may be is a form", () => {
  const schema = (chain: string) =>
    aTree({ "src/users.ts": `import Joi from "joi"\nexport const user = Joi.object({ password: ${chain} })\n` })
  const [base, head] = [schema("Joi.string().min(12)"), schema("Joi.string()")]
  const all = lostSchemaChecks(createProject(base, new Map()), createProject(head, new Map()), aDiff(base, head))
  expect(all.map((each) => each.lost)).toEqual([["min"]])
})

test("schemas of tests are as they are", () => {
  expect(lost("z.string().uuid()", "z.string()", "test/volumes.test.ts")).toEqual([])
})
