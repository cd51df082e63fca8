import type { ModelCost } from "../model/cost.ts"
import type { PullRequestKey } from "./pull-request-key.ts"
import type { Database } from "./tables.ts"

/** One consultation of the model. */
export interface ModelRun extends ModelCost {
  /** Chosen by the caller: recording the same run again replaces it. */
  readonly id: string
  readonly headSha: string
  readonly at: Date
  /** Nothing more will be spent: what was set aside is free again. */
  readonly isOver: boolean
}

/** Enters what a consultation cost so far; later numbers of the same run replace earlier ones. One that is over without a request is no run. */
export async function recordModelRun(db: Database, { repositoryId, number }: PullRequestKey, run: ModelRun): Promise<void> {
  if (run.isOver && run.calls === 0 && run.usd === 0) {
    await db.deleteFrom("model_runs").where("id", "=", run.id).execute()
    return
  }
  const numbers = {
    model: run.model,
    // As text, because a double prints small amounts with an exponent and large ones with noise.
    usd: run.usd.toFixed(9),
    input_tokens: run.inputTokens,
    output_tokens: run.outputTokens,
    cache_read_tokens: run.cacheReadTokens,
    cache_write_tokens: run.cacheWriteTokens,
    calls: run.calls,
    ...(run.isOver ? { reserved_usd: null, reserved_until: null } : {}),
  }
  await db
    .insertInto("model_runs")
    .values({ id: run.id, repository_id: repositoryId, number, head_sha: run.headSha, spent_at: run.at, ...numbers })
    .onConflict((conflict) => conflict.column("id").doUpdateSet(numbers))
    .execute()
}
