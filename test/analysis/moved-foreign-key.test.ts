import { expect, test } from "vitest"
import { analyzeWith } from "../../src/analysis/analyze.ts"
import { requireIndexOnForeignKey } from "../../src/analysis/rules/require-index-on-foreign-key.ts"
import { defaultPolicy } from "../../src/model/policy.ts"
import { aDiff, aTree } from "../support/analysis-input.ts"

const model = (...fields: readonly string[]) =>
  `datasource db {\n  provider = "postgresql"\n}\n\nmodel Team {\n  id Int @id\n  notes Note[]\n}\n\nmodel Note {\n${fields.map((field) => `  ${field}`).join("\n")}\n}\n`
const key = "team Team @relation(fields: [teamId], references: [id], onDelete: Cascade)"
const kept = "team Team @relation(fields: [teamId], references: [id], onDelete: Restrict)"

async function titlesOf(before: string, after: string): Promise<string[]> {
  const base = aTree({ "prisma/schema.prisma": before })
  const head = aTree({ "prisma/schema.prisma": after })
  const rules = [requireIndexOnForeignKey]
  const { findings } = await analyzeWith(rules, { diff: aDiff(base, head), base, head, policy: defaultPolicy, clock: () => 0 })
  return findings.map(({ title }) => title)
}

test("a foreign key is spoken of when it comes, and not when its line moves", async () => {
  const plain = model("id Int @id", "teamId Int", "title String")
  const first = model("id Int @id", key, "teamId Int", "title String")
  const last = model("id Int @id", "teamId Int", "title String", key)
  expect(await titlesOf(plain, last)).toEqual(["No index begins with the foreign key Note.teamId"])
  expect(await titlesOf(first, last)).toEqual([])
  expect(await titlesOf(model("id Int @id", kept, "teamId Int", "title String"), last)).toEqual([
    "No index begins with the foreign key Note.teamId",
  ])
})

test("a schema that is split into files brings no new foreign key", async () => {
  const whole = model("id Int @id", key, "teamId Int")
  const [first = "", second = ""] = whole.split("model Note")
  const base = aTree({ "prisma/schema.prisma": whole })
  const head = aTree({ "prisma/models/team.prisma": first, "prisma/models/note.prisma": `model Note${second}` })
  const rules = [requireIndexOnForeignKey]
  const { findings } = await analyzeWith(rules, { diff: aDiff(base, head), base, head, policy: defaultPolicy, clock: () => 0 })
  expect(findings).toEqual([])
})
