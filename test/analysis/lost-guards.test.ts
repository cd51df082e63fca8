import { expect, test } from "vitest"
import { analyzeWith } from "../../src/analysis/analyze.ts"
import { rules } from "../../src/analysis/rules/index.ts"
import { defaultPolicy } from "../../src/model/policy.ts"
import { aDiff, aTree } from "../support/analysis-input.ts"

// As routers that are loaded by the names of their files are written: each answers under `/`.
const router = (name: string, guard: string, indent: string) => `import { Router } from "express"
import { requireUser } from "./auth.js"
const router = Router()
router.get(
${indent}"/",
${indent}${guard}async (req, res) => {
${indent}${indent}res.json(await req.store.list("${name}"))
${indent}},
)
export default router
`

const side = (indent: string, unguarded: string | null) =>
  aTree({
    "package.json": '{ "dependencies": { "express": "5.1.0" } }',
    "src/auth.js": "export const requireUser = (req, res, next) => (req.user ? next() : res.sendStatus(401))\n",
    "src/page.js": `import express from "express"
const app = express()
app.get("/", (req, res) => res.sendFile("/srv/index.html"))
`,
    ...Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => {
        const name = `orders${String(index).padStart(2, "0")}`
        return [`src/routes/${name}.js`, router(name, name === unguarded ? "" : "requireUser, ", indent)]
      }),
    ),
  })

const lostBetween = async (base: ReturnType<typeof aTree>, head: ReturnType<typeof aTree>) => {
  const rule = rules.find(({ id }) => id === "no-removed-guard")!
  const { findings } = await analyzeWith([rule], { diff: aDiff(base, head), base, head, policy: defaultPolicy, clock: () => 0 })
  return findings.map(({ path }) => path)
}

test("many files that answer the same path are compared each with itself", async () => {
  expect(await lostBetween(side("  ", null), side("    ", null))).toEqual([])
  expect(await lostBetween(side("  ", null), side("    ", "orders27"))).toEqual(["src/routes/orders27.js"])
})
