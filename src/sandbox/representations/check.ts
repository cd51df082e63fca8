import type { Scene } from "../scene.ts"
import type { CheckAnnotation, CheckRun, CheckSuite } from "../records.ts"
import { fullName, nodeId, select } from "../world.ts"
import { readCommit } from "./commit.ts"
import { renderRepository } from "./repository.ts"
import { renderApp } from "./user.ts"

/** Takes a check run; returns its REST form. `pull_requests` is empty for forks, as on GitHub. */
export function renderCheckRun(scene: Scene, run: CheckRun): Record<string, unknown> {
  const { world, links } = scene
  const repository = world.repositoryOf(run)
  const url = `${links.api}/repos/${fullName(repository)}/check-runs/${run.id}`
  return {
    id: run.id,
    name: run.name,
    node_id: nodeId("CR", run.id),
    head_sha: run.headSha,
    external_id: run.externalId,
    url,
    html_url: `${links.web}/${fullName(repository)}/runs/${run.id}`,
    details_url: run.detailsUrl ?? links.web,
    status: run.status,
    conclusion: run.conclusion,
    started_at: run.startedAt,
    completed_at: run.completedAt,
    output: { ...run.output, annotations_count: run.annotations.length, annotations_url: `${url}/annotations` },
    check_suite: { id: run.suiteId },
    app: renderApp(links, world.app),
    pull_requests: renderPullRequestsOfHead(scene, run),
  }
}

/** Takes a check run; returns the form of the `check_run` webhook, which nests the suite. */
export function renderCheckRunEvent(scene: Scene, run: CheckRun): Record<string, unknown> {
  const suite = scene.world.checkSuites.get(run.suiteId)
  return { ...renderCheckRun(scene, run), check_suite: suite === undefined ? null : renderSuiteCore(scene, suite) }
}

/** Takes a suite; returns its REST form. */
export async function renderCheckSuite(scene: Scene, suite: CheckSuite): Promise<Record<string, unknown>> {
  const repository = scene.world.repositoryOf(suite)
  const commit = await readCommit(repository, suite.headSha)
  return {
    ...renderSuiteCore(scene, suite),
    latest_check_runs_count: select(scene.world.checkRuns, (run) => run.suiteId === suite.id).length,
    check_runs_url: `${scene.links.api}/repos/${fullName(repository)}/check-suites/${suite.id}/check-runs`,
    head_commit: {
      id: commit.sha,
      tree_id: commit.tree,
      message: commit.message,
      timestamp: commit.committer.date,
      author: { name: commit.author.name, email: commit.author.email },
      committer: { name: commit.committer.name, email: commit.committer.email },
    },
    rerequestable: true,
    runs_rerequestable: true,
    repository: renderRepository(scene, repository),
  }
}

/** Takes an annotation; returns its REST form. */
export function renderAnnotation({ world, links }: Scene, run: CheckRun, annotation: CheckAnnotation): Record<string, unknown> {
  return { ...annotation, blob_href: `${links.api}/repos/${fullName(world.repositoryOf(run))}/git/blobs/${run.headSha}` }
}

/** What the runs of a suite say together. */
function summarizeSuite({ world }: Scene, suite: CheckSuite): { readonly status: string; readonly conclusion: string | null } {
  const runs = select(world.checkRuns, (run) => run.suiteId === suite.id)
  if (suite.requested || runs.length === 0) return { status: "queued", conclusion: null }
  if (runs.some((run) => run.status !== "completed")) return { status: "in_progress", conclusion: null }
  const order = ["failure", "timed_out", "action_required", "cancelled", "stale", "neutral", "skipped", "success"]
  const worst = runs.map((run) => run.conclusion ?? "neutral").toSorted((a, b) => order.indexOf(a) - order.indexOf(b))[0]
  return { status: "completed", conclusion: worst ?? null }
}

function renderSuiteCore(scene: Scene, suite: CheckSuite): Record<string, unknown> {
  const { world, links } = scene
  return {
    id: suite.id,
    node_id: nodeId("CS", suite.id),
    head_branch: suite.headBranch,
    head_sha: suite.headSha,
    ...summarizeSuite(scene, suite),
    url: `${links.api}/repos/${fullName(world.repositoryOf(suite))}/check-suites/${suite.id}`,
    before: "0".repeat(40),
    after: suite.headSha,
    pull_requests: renderPullRequestsOfHead(scene, suite),
    app: renderApp(links, world.app),
    created_at: suite.createdAt,
    updated_at: suite.updatedAt,
  }
}

function renderPullRequestsOfHead(
  { world, links }: Scene,
  { repositoryId, headSha }: { readonly repositoryId: number; readonly headSha: string },
): Record<string, unknown>[] {
  return world.findPullRequestsOfHead(repositoryId, headSha).map((pullRequest) => {
    const repository = world.repositoryOf(pullRequest)
    const url = `${links.api}/repos/${fullName(repository)}`
    const repo = { id: repository.id, url, name: repository.name }
    return {
      id: pullRequest.id,
      number: pullRequest.number,
      url: `${url}/pulls/${pullRequest.number}`,
      head: { ref: pullRequest.head.ref, sha: pullRequest.head.sha, repo },
      base: { ref: pullRequest.base.ref, sha: pullRequest.base.sha, repo },
    }
  })
}
