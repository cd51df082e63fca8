import { sql } from "kysely"
import { isSeldomActedOn } from "../model/rule-record.ts"
import type { RuleRecord } from "../model/rule-record.ts"
import type { Database } from "./tables.ts"

/**
 * Returns what became of our comments by repository and rule, most comments first; `repositoryId` limits it to one repository. A comment counts once its
 * finding was acted on or dismissed, or its pull request was closed. Code that moved or was edited is one comment, not two.
 */
export async function readRuleRecords(db: Database, repositoryId: number | null = null): Promise<readonly RuleRecord[]> {
  const threads = db
    .selectFrom("findings")
    .innerJoin("pull_requests", (join) =>
      join.onRef("pull_requests.repository_id", "=", "findings.repository_id").onRef("pull_requests.number", "=", "findings.number"),
    )
    .where("findings.said_as", "is not", null)
    .$if(repositoryId !== null, (query) => query.where("findings.repository_id", "=", repositoryId))
    .groupBy(["findings.repository_id", "findings.number", "findings.said_as", "findings.rule"])
    .select([
      "findings.repository_id",
      "findings.rule",
      sql<string>`max(pull_requests.owner || '/' || pull_requests.name)`.as("repository"),
      sql<boolean>`bool_or(findings.section = 'security')`.as("security"),
      sql<boolean>`bool_or(findings.addressed)`.as("addressed"),
      sql<boolean>`bool_or(findings.state = 'dismissed')`.as("dismissed"),
      sql<boolean>`bool_or(pull_requests.settled_at is not null)`.as("settled"),
      sql<number>`max(findings.thumbs_up)`.as("up"),
      sql<number>`max(findings.thumbs_down)`.as("down"),
      sql<number>`max(findings.replies)`.as("replies"),
    ])
  const rows = await db
    .with("threads", () => threads)
    .selectFrom("threads")
    .groupBy(["repository_id", "rule"])
    .select([
      "repository_id",
      "rule",
      sql<string>`max(repository)`.as("repository"),
      sql<boolean>`bool_or(security)`.as("security"),
      sql<number>`count(*)`.as("posted"),
      sql<number>`count(*) filter (where settled or addressed or dismissed)`.as("judged"),
      sql<number>`count(*) filter (where addressed)`.as("addressed"),
      sql<number>`count(*) filter (where dismissed)`.as("dismissed"),
      sql<number>`sum(up)`.as("up"),
      sql<number>`sum(down)`.as("down"),
      sql<number>`sum(replies)`.as("replies"),
    ])
    .orderBy("posted", "desc")
    .orderBy("repository_id")
    .orderBy("rule")
    .execute()
  return rows.map(({ repository_id: id, security, ...row }) => ({ ...row, repositoryId: id, isSecurity: security }))
}

/** Returns the rules whose comments this repository seldom acts on. */
export async function readQuietRules(db: Database, repositoryId: number): Promise<ReadonlySet<string>> {
  return new Set((await readRuleRecords(db, repositoryId)).filter(isSeldomActedOn).map(({ rule }) => rule))
}
