import type { Database } from "./tables.ts"

/** Answers `true` to one caller when the last sweep began at least `restMs` ago, so that several replicas sweep as one. */
export async function claimSweep(db: Database, now: Date, restMs: number): Promise<boolean> {
  const row = await db
    .insertInto("sweeps")
    .values({ name: "lost events", started_at: now })
    .onConflict((conflict) =>
      conflict
        .column("name")
        .doUpdateSet({ started_at: now })
        .where("sweeps.started_at", "<=", new Date(now.getTime() - restMs)),
    )
    .returning("name")
    .executeTakeFirst()
  return row !== undefined
}
