import { sql } from "kysely"
import type { Database } from "./tables.ts"

/** What an installation lost: some repositories, or all with `null`. */
export interface Forgotten {
  readonly installationId: number
  readonly repositoryIds: readonly number[] | null
}

/** Outdates every review of what was lost, at once; a later event of the same pull request takes the mark away again. */
export async function markForgotten(db: Database, { installationId, repositoryIds }: Forgotten): Promise<void> {
  let update = db
    .updateTable("pull_requests")
    .set({
      forgotten: true,
      generation: sql<number>`nextval('expert.generations')`,
      again_generation: null,
      asked_generation: null,
      full_generation: null,
    })
    .where("installation_id", "=", installationId)
  if (repositoryIds !== null) update = update.where("repository_id", "in", repositoryIds.length === 0 ? [-1] : repositoryIds)
  await update.execute()
}
