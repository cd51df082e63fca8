import { sql } from "kysely"
import type { Spending } from "../model/cost.ts"
import type { PullRequestKey } from "./pull-request-key.ts"
import type { Database } from "./tables.ts"

const dayMs = 24 * 60 * 60_000

/**
 * Sums what the model cost and what is set aside for it: of this pull request ever, of this repository in the UTC day of `now`, of this installation
 * in its UTC month.
 */
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
  // What a run has cost by now may be more than was set aside: one call that was counted wrong.
  const amount = sql`case when reserved_until > ${now} then greatest(usd, reserved_usd) else usd end`
  const row = await db
    .selectFrom("model_runs")
    .select([
      sql<string>`coalesce(sum(${amount}) filter (where ${ofRepository} and number = ${number}), 0)`.as("pull_request"),
      sql<string>`coalesce(sum(${amount}) filter (where ${ofRepository} and ${today}), 0)`.as("repository"),
      sql<string>`coalesce(sum(${amount} - usd) filter (where ${ofRepository} and ${today}), 0)`.as("set_aside"),
      sql<string>`coalesce(sum(${amount}) filter (where ${ofInstallation} and ${thisMonth}), 0)`.as("month"),
    ])
    .where((where) => where.or([sql<boolean>`${ofRepository} and number = ${number}`, thisMonth]))
    .executeTakeFirstOrThrow()
  return {
    pullRequestUsd: Number(row.pull_request),
    repositoryDayUsd: Number(row.repository),
    installationMonthUsd: Number(row.month),
    setAsideUsd: Number(row.set_aside),
  }
}
