import { sql } from "kysely"
import type { Spending } from "../model/cost.ts"
import type { PullRequestKey } from "./pull-request-key.ts"
import type { Database } from "./tables.ts"

const dayMs = 24 * 60 * 60_000

/** Sums what the model cost: of this pull request ever, of this and all repositories in the UTC day of `now`, of this installation in its UTC month. */
export async function readSpending(
  db: Database,
  { installationId, repositoryId, number }: PullRequestKey & { readonly installationId: number },
  now: Date,
): Promise<Spending> {
  const day = new Date(Math.floor(now.getTime() / dayMs) * dayMs)
  const month = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth()))
  const nextMonth = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1))
  const today = sql<boolean>`spent_at >= ${day} and spent_at < ${new Date(day.getTime() + dayMs)}`
  const thisMonth = sql<boolean>`spent_at >= ${month} and spent_at < ${nextMonth}`
  const ofRepository = sql<boolean>`repository_id = ${repositoryId}`
  const ofInstallation = sql<boolean>`repository_id in (select repository_id from expert.pull_requests where installation_id = ${installationId})`
  const row = await db
    .selectFrom("model_runs")
    .select([
      sql<string>`coalesce(sum(usd) filter (where ${ofRepository} and number = ${number}), 0)`.as("pull_request"),
      sql<string>`coalesce(sum(usd) filter (where ${ofRepository} and ${today}), 0)`.as("repository"),
      sql<string>`coalesce(sum(usd) filter (where ${today}), 0)`.as("day"),
      sql<string>`coalesce(sum(usd) filter (where ${ofInstallation} and ${thisMonth}), 0)`.as("month"),
    ])
    .where((where) => where.or([sql<boolean>`${ofRepository} and number = ${number}`, thisMonth]))
    .executeTakeFirstOrThrow()
  return {
    pullRequestUsd: Number(row.pull_request),
    repositoryDayUsd: Number(row.repository),
    dayUsd: Number(row.day),
    installationMonthUsd: Number(row.month),
  }
}
