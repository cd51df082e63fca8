import { expect, test } from "vitest"
import { findFlows } from "../../src/analysis/flow/find-flows.ts"
import { createProject } from "../../src/analysis/source/project.ts"
import { aTree } from "../support/analysis-input.ts"

/** The sources of what arrives in SQL when a handler with `sent`, which passed the schema, does this. */
function sourcesIn(body: string): string[] {
  const text = `import express from "express"
import pg from "pg"
import { z } from "zod"
const pool = new pg.Pool()
const Sent = z.object({
  levels: z.record(z.string(), z.number()),
  names: z.record(z.string(), z.string()),
  kinds: z.record(z.enum(["new", "used"]), z.number()),
})
express().post("/", async (req, res) => {
  const { levels, names, kinds } = Sent.parse(req.body)
  ${body}
  res.end()
})
`
  const manifest = JSON.stringify({ dependencies: { express: "^5.1.0", pg: "^8.0.0", zod: "^4.0.0" } })
  const project = createProject(aTree({ "package.json": manifest, "src/server.js": text }), new Map())
  return findFlows(project, new Set(["src/server.js"])).flows.map(({ source }) => source)
}

test.each([
  [
    "the values",
    "const rows = Object.entries(levels).map(([id, level]) => `(${Number(id)}, ${level})`); await pool.query(`INSERT ${rows}`)",
  ],
  ["each value", "for (const [id, level] of Object.entries(levels)) await pool.query(`UPDATE a SET level = ${level}`)"],
  ["names that are listed", "const rows = Object.keys(kinds).map((kind) => `('${kind}')`); await pool.query(`INSERT ${rows}`)"],
])("numbers and listed names of a record are nobody's to write: %s", (_, body) => {
  expect(sourcesIn(body)).toEqual([])
})

test.each([
  [
    "the names",
    "const rows = Object.keys(levels).map((id) => `(${id})`); await pool.query(`INSERT ${rows}`)",
    "Object.keys(req.body.levels)",
  ],
  ["each name", "for (const id in levels) await pool.query(`DELETE FROM a WHERE id = ${id}`)", "req.body.levels"],
  [
    "the name of an entry",
    "for (const [id] of Object.entries(levels)) await pool.query(`DELETE FROM a WHERE id = ${id}`)",
    "Object.keys(req.body.levels)",
  ],
  ["texts", "await pool.query(`INSERT INTO a VALUES ('${names.first}')`)", "req.body.names"],
])("other names and texts of a record are the sender's: %s", (_, body, source) => {
  expect(sourcesIn(body)).toEqual([source])
})
