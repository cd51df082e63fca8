import { sql } from "kysely"
import type { PullRequestRef } from "../model/pull-request.ts"
import type { Database, PullRequestRow } from "./tables.ts"

export interface Wanted {
  readonly again: boolean
  readonly asked: boolean
  readonly full?: boolean | undefined
}

/**
 * Makes whoever works on this pull request outdated and returns its row, creating it where needed. Wishes are added to those
 * still open; `null` withdraws them all, as closing does.
 */
export async function bumpGeneration(db: Database, ref: PullRequestRef, wanted: Wanted | null): Promise<PullRequestRow> {
  const generation = sql<number>`nextval('expert.generations')`
  const again = wanted?.again === true
  const asked = wanted?.asked === true
  const full = wanted?.full === true
  return db
    .insertInto("pull_requests")
    .values({
      repository_id: ref.repositoryId,
      number: ref.number,
      installation_id: ref.installationId,
      owner: ref.owner,
      name: ref.name,
      generation,
      again_generation: again ? sql<number>`currval('expert.generations')` : null,
      asked_generation: asked ? sql<number>`currval('expert.generations')` : null,
      full_generation: full ? sql<number>`currval('expert.generations')` : null,
    })
    .onConflict((conflict) =>
      conflict.columns(["repository_id", "number"]).doUpdateSet((row) => ({
        installation_id: row.ref("excluded.installation_id"),
        owner: row.ref("excluded.owner"),
        name: row.ref("excluded.name"),
        generation: row.ref("excluded.generation"),
        again_generation: wanted === null ? null : again ? row.ref("excluded.generation") : row.ref("pull_requests.again_generation"),
        asked_generation: wanted === null ? null : asked ? row.ref("excluded.generation") : row.ref("pull_requests.asked_generation"),
        full_generation: wanted === null ? null : full ? row.ref("excluded.generation") : row.ref("pull_requests.full_generation"),
        forgotten: false,
        updated_at: sql<Date>`now()`,
      })),
    )
    .returningAll()
    .executeTakeFirstOrThrow()
}
