import { sql } from "kysely"
import type { Database } from "./tables.ts"

const dayMs = 24 * 60 * 60_000

/** Counts what the model was asked for by one person in one repository in the UTC day of `now`. */
export async function countAnswers(
  db: Database,
  { repositoryId, personId }: { readonly repositoryId: number; readonly personId: number },
  now: Date,
): Promise<number> {
  const day = new Date(Math.floor(now.getTime() / dayMs) * dayMs)
  const row = await db
    .selectFrom("model_runs")
    .select(sql<string>`count(*)`.as("answers"))
    .where("repository_id", "=", repositoryId)
    .where("asked_by", "=", personId)
    .where("spent_at", ">=", day)
    .where("spent_at", "<", new Date(day.getTime() + dayMs))
    .executeTakeFirstOrThrow()
  return Number(row.answers)
}
