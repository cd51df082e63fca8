import { expect, test } from "vitest"
import { analyzeWith } from "../../src/analysis/analyze.ts"
import { noNosqlInjection } from "../../src/analysis/rules/no-nosql-injection.ts"
import { defaultPolicy } from "../../src/model/policy.ts"
import { aDiff, aTree } from "../support/analysis-input.ts"

const procedures = `import { initTRPC } from "@trpc/server"
import { z } from "zod"
const t = initTRPC.create()
export const router = t.router
export const openProcedure = t.procedure.use(measured)
export const memberProcedure = openProcedure.input(z.object({ teamId: z.string() })).use(member)
`

async function found(procedure: string): Promise<readonly string[]> {
  const base = aTree({})
  const head = aTree({
    "package.json": JSON.stringify({ type: "module", dependencies: { "@trpc/server": "11.4.0", "@prisma/client": "6.1.0", zod: "4.1.0" } }),
    "src/procedures.ts": procedures,
    "src/teams.ts": `import { z } from "zod"
import { PrismaClient } from "@prisma/client"
import { memberProcedure, openProcedure, router } from "./procedures.js"
const prisma = new PrismaClient()
export const teams = router({
  size: ${procedure}.query(async ({ input }) => prisma.member.count({ where: { teamId: input.teamId } })),
})
`,
  })
  const { findings } = await analyzeWith([noNosqlInjection], {
    diff: aDiff(base, head),
    base,
    head,
    policy: defaultPolicy,
    clock: () => 0,
  })
  return findings.map(({ rule }) => rule)
}

test("what the procedure of another file checks is checked for everything that begins with it", async () => {
  expect(await found("openProcedure")).toEqual(["no-nosql-injection"])
  expect(await found("memberProcedure")).toEqual([])
  expect(await found("memberProcedure.input(z.object({ page: z.number() }))")).toEqual([])
  expect(await found("openProcedure.input(z.object({ teamId: z.any() }))")).toEqual(["no-nosql-injection"])
})

test("what a procedure checks is checked for a handler of another file", async () => {
  const base = aTree({})
  const head = aTree({
    "package.json": JSON.stringify({ type: "module", dependencies: { "@trpc/server": "11.4.0", "@prisma/client": "6.1.0", zod: "4.1.0" } }),
    "src/procedures.ts": procedures,
    "src/handlers.ts": `import { PrismaClient } from "@prisma/client"
const prisma = new PrismaClient()
export async function size({ input }: { input: { teamId: string } }) {
  return prisma.member.count({ where: { teamId: input.teamId } })
}
export const first = async ({ input }: { input: { email: string } }) => prisma.member.findFirst({ where: { email: input.email } })
`,
    "src/teams.ts": `import { z } from "zod"
import { first, size } from "./handlers.js"
import { openProcedure, router } from "./procedures.js"
export const teams = router({
  size: openProcedure.input(z.object({ teamId: z.string() })).query(size),
  first: openProcedure.input(z.object({ email: z.any() })).query(first),
})
`,
  })
  const { findings } = await analyzeWith([noNosqlInjection], { diff: aDiff(base, head), base, head, policy: defaultPolicy, clock: () => 0 })
  expect(findings.map(({ path, startLine }) => `${path}:${startLine}`)).toEqual(["src/handlers.ts:6"])
})
