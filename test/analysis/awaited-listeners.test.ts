import { expect, test } from "vitest"
import { analyzeWith } from "../../src/analysis/analyze.ts"
import { requireCatchInListener } from "../../src/analysis/rules/require-catch-in-listener.ts"
import { defaultPolicy } from "../../src/model/policy.ts"
import { aDiff, aTree } from "../support/analysis-input.ts"

const listening = `import { database } from "./database"
database.on("beforeDestroy", async (record) => {
  await database.query("DELETE FROM parts WHERE record = $1", [record.id])
})
`

async function said(emitting: string): Promise<readonly string[]> {
  const base = aTree({})
  const head = aTree({
    "package.json": '{ "dependencies": { "pg": "8.13.0" } }',
    "src/listening.ts": listening,
    "src/database.ts": `import { EventEmitter } from "node:events"
import { Pool } from "pg"
const pool = new Pool()
class Database extends EventEmitter {
  async query(text: string, values: unknown[]) { return await pool.query(text, values) }
  async destroy(record: { id: string }) { ${emitting} }
}
export const database = new Database()
`,
  })
  const { findings } = await analyzeWith([requireCatchInListener], {
    diff: aDiff(base, head),
    base,
    head,
    policy: defaultPolicy,
    clock: () => 0,
  })
  return findings.map(({ path }) => path)
}

test("a listener of an emitter that waits for its listeners fails whoever tells it", async () => {
  expect(await said('this.emit("beforeDestroy", record)')).toEqual(["src/listening.ts"])
  expect(await said('await this.emitAsync("beforeDestroy", record)')).toEqual([])
})

test("only the listeners of an event that is emitted with `emitAsync` are waited for", async () => {
  expect(await said('this.emit("beforeDestroy", record); await this.emitAsync("afterDestroy", record)')).toEqual(["src/listening.ts"])
  expect(await said("await this.emitAsync(record.event, record)")).toEqual([])
  expect(await said('/* not emitAsync("beforeDestroy") yet */ this.emit("beforeDestroy", record)')).toEqual(["src/listening.ts"])
})
