import { sql } from "kysely"
import type { Spending } from "../model/cost.ts"
import type { PullRequestKey } from "./pull-request-key.ts"
import type { Database } from "./tables.ts"

const dayMs = 24 * 60 * 60_000

/** Sums what the model cost: of this pull request ever, and of this and all repositories in the UTC day of `now`. */
export async function readSpending(db: Database, { repositoryId, number }: PullRequestKey, now: Date): Promise<Spending> {
  const start = new Date(Math.floor(now.getTime() / dayMs) * dayMs)
  const today = sql<boolean>`spent_at >= ${start} and spent_at < ${new Date(start.getTime() + dayMs)}`
  const ofRepository = sql<boolean>`repository_id = ${repositoryId}`
  const row = await db
    .selectFrom("model_runs")
    .select([
      sql<string>`coalesce(sum(usd) filter (where ${ofRepository} and number = ${number}), 0)`.as("pull_request"),
      sql<string>`coalesce(sum(usd) filter (where ${ofRepository} and ${today}), 0)`.as("repository"),
      sql<string>`coalesce(sum(usd) filter (where ${today}), 0)`.as("day"),
    ])
    .where((where) => where.or([sql<boolean>`${ofRepository} and number = ${number}`, today]))
    .executeTakeFirstOrThrow()
  return { pullRequestUsd: Number(row.pull_request), repositoryDayUsd: Number(row.repository), dayUsd: Number(row.day) }
}
