import { readCommit } from "../representations/commit.ts"
import type { CheckRun, Repository } from "../records.ts"
import { nodeId, select } from "../world.ts"
import type { PageArguments } from "./connection.ts"
import { connect } from "./connection.ts"
import type { Context } from "./context.ts"

/** Takes a commit id; returns its GraphQL object. */
export async function composeCommit(context: Context, repository: Repository, sha: string): Promise<Record<string, unknown>> {
  const commit = await readCommit(repository, sha)
  const [headline = "", ...rest] = commit.message.split("\n")
  const author = { name: commit.author.name, email: commit.author.email, user: null }
  return {
    __typename: "Commit",
    id: nodeId("C", Number.parseInt(sha.slice(0, 12), 16)),
    oid: sha,
    abbreviatedOid: sha.slice(0, 7),
    message: commit.message,
    messageHeadline: headline,
    messageBody: rest.join("\n").trim(),
    committedDate: commit.committer.date,
    authoredDate: commit.author.date,
    author,
    authors: () => ({ nodes: [author], totalCount: 1 }),
    statusCheckRollup: () => composeRollup(context, repository, sha),
  }
}

/** Takes a commit id; returns what its checks say together, `null` when it has none. */
export function composeRollup(context: Context, repository: Repository, sha: string): Record<string, unknown> | null {
  const runs = select(context.world.checkRuns, (run) => run.repositoryId === repository.id && run.headSha === sha)
  const latest = [...new Map(runs.map((run) => [run.name, run])).values()]
  if (latest.length === 0) return null
  const bad = latest.some((run) => run.conclusion !== null && !["success", "neutral", "skipped"].includes(run.conclusion))
  const state = bad ? "FAILURE" : latest.some((run) => run.status !== "completed") ? "PENDING" : "SUCCESS"
  return {
    state,
    contexts: (page: PageArguments) =>
      connect(
        latest.map((run) => composeCheckRun(context, run)),
        page,
      ),
  }
}

function composeCheckRun({ world, links }: Context, run: CheckRun): Record<string, unknown> {
  return {
    __typename: "CheckRun",
    id: nodeId("CR", run.id),
    databaseId: run.id,
    name: run.name,
    status: run.status.toUpperCase(),
    conclusion: run.conclusion?.toUpperCase() ?? null,
    startedAt: run.startedAt,
    completedAt: run.completedAt,
    detailsUrl: run.detailsUrl ?? links.web,
    ...run.output,
    isRequired: false,
    checkSuite: {
      id: nodeId("CS", run.suiteId),
      workflowRun: null,
      app: { id: nodeId("A", world.app.id), name: world.app.name, slug: world.app.slug },
    },
  }
}
