import { sql } from "kysely"
import type { PullRequestRef } from "../model/pull-request.ts"
import type { Database } from "./tables.ts"

/** Makes sure the pull request is known under its present name, without disturbing a review of it; returns its generation. */
export async function notePullRequest(db: Database, ref: PullRequestRef): Promise<number> {
  const row = await db
    .insertInto("pull_requests")
    .values({
      repository_id: ref.repositoryId,
      number: ref.number,
      installation_id: ref.installationId,
      owner: ref.owner,
      name: ref.name,
      generation: sql<number>`nextval('expert.generations')`,
    })
    .onConflict((conflict) =>
      conflict.columns(["repository_id", "number"]).doUpdateSet((old) => ({
        installation_id: old.ref("excluded.installation_id"),
        owner: old.ref("excluded.owner"),
        name: old.ref("excluded.name"),
        forgotten: false,
        updated_at: sql<Date>`now()`,
      })),
    )
    .returning("generation")
    .executeTakeFirstOrThrow()
  return row.generation
}
