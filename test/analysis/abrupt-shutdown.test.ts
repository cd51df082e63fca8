import { expect, test } from "vitest"
import { analyzeWith } from "../../src/analysis/analyze.ts"
import { requireGracefulShutdown } from "../../src/analysis/rules/require-graceful-shutdown.ts"
import { defaultPolicy } from "../../src/model/policy.ts"
import { aDiff, aTree } from "../support/analysis-input.ts"

const starting = `import express from "express"
import { pool } from "./pool.js"
const app = express()
const server = app.listen(3000)
`

test.each([
  { name: "ends at once", source: `${starting}process.on("SIGTERM", () => {\n  console.log("bye")\n  process.exit(0)\n})\n`, lines: [7] },
  { name: "ends at once by name", source: `${starting}function end() {\n  process.exit(0)\n}\nprocess.once("SIGTERM", end)\n`, lines: [6] },
  {
    name: "closes the server first",
    source: `${starting}process.on("SIGTERM", () => {\n  server.close(() => process.exit(0))\n})\n`,
    lines: [],
  },
  { name: "waits", source: `${starting}process.on("SIGTERM", async () => {\n  await pool.end()\n  process.exit(0)\n})\n`, lines: [] },
  {
    name: "leaves it to a function",
    source: `${starting}process.on("SIGTERM", () => {\n  shutdown(server)\n  process.exitCode = 0\n})\n`,
    lines: [],
  },
  { name: "serves nothing", source: `process.on("SIGTERM", () => {\n  process.exit(0)\n})\n`, lines: [] },
])("an answer to SIGTERM that $name", async ({ source, lines }) => {
  const base = aTree({})
  const head = aTree({ "package.json": '{ "private": true, "dependencies": { "express": "5.1.0" } }', "src/index.js": source })
  const { findings } = await analyzeWith([requireGracefulShutdown], {
    diff: aDiff(base, head),
    base,
    head,
    policy: defaultPolicy,
    clock: () => 0,
  })

  expect(findings.map(({ startLine }) => startLine)).toEqual(lines)
})
