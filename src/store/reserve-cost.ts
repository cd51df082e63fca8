import { sql } from "kysely"
import type { CostReservation, Spending } from "../model/cost.ts"
import type { Allowance } from "../model/ports.ts"
import type { PullRequestKey } from "./pull-request-key.ts"
import { readSpending } from "./read-spending.ts"
import type { Database } from "./tables.ts"

// Any number will do that no other lock of two keys in the same database has; this one is "money" read as base 36.
const moneyLock = 38_101_642

/**
 * Sets money aside for a consultation, as `decide` says when it is told what was spent and set aside. All limits lie within one installation, so
 * whoever asks for the same one waits. `now` is the wall clock.
 */
export async function reserveCost(
  db: Database,
  ref: PullRequestKey & { readonly installationId: number },
  run: CostReservation & { readonly now: Date },
  decide: (spent: Spending) => Allowance,
): Promise<Allowance> {
  return db.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(${moneyLock}, hashint8(${ref.installationId}))`.execute(transaction)
    await transaction
      .updateTable("model_runs")
      .set({ reserved_usd: null, reserved_until: null })
      .where("repository_id", "=", ref.repositoryId)
      .where("number", "=", ref.number)
      .where(sql<boolean>`starts_with(id, ${run.job})`)
      .execute()
    const allowance = decide(await readSpending(transaction, ref, run.now))
    if (allowance.usd <= 0) return allowance
    const reserved = { reserved_usd: allowance.usd.toFixed(9), reserved_until: run.until }
    await transaction
      .insertInto("model_runs")
      .values({
        id: run.id,
        repository_id: ref.repositoryId,
        number: ref.number,
        head_sha: run.headSha,
        model: run.model,
        usd: "0",
        input_tokens: 0,
        output_tokens: 0,
        cache_read_tokens: 0,
        cache_write_tokens: 0,
        calls: 0,
        spent_at: run.now,
        asked_by: run.askedBy?.id ?? null,
        ...reserved,
      })
      .onConflict((conflict) => conflict.column("id").doUpdateSet(reserved))
      .execute()
    return allowance
  })
}
