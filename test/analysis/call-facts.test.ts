import { expect, test } from "vitest"
import { calleeName } from "../../src/analysis/calls/call-facts.ts"
import { nodesOf } from "../../src/analysis/source/ast.ts"
import { createProject } from "../../src/analysis/source/project.ts"
import { aTree } from "../support/analysis-input.ts"

test.each([
  { code: "store.orders.list(id)", name: "store.orders.list" },
  { code: 'db("orders").first(id)', name: 'db("orders").first' },
  {
    code: "db.select({ id: orders.id, total: orders.total, name: upper(orders.name) }).from(orders)",
    name: "db.select(…).from",
  },
  { code: "db.select({ total: orders.total }).from(orders)", name: "db.select(…).from" },
  { code: `${"a".repeat(80)}(id)`, name: `${"a".repeat(59)}…` },
])("$name", ({ code, name }) => {
  const module = createProject(aTree({ "a.js": `${code}\n` }), new Map()).moduleOf("a.js")!
  const [call] = nodesOf(module.program, "CallExpression").toSorted((a, b) => b.end - b.start - (a.end - a.start))
  expect(calleeName(module, call!)).toBe(name)
})
