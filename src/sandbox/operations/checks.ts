import { requireAuthor } from "../actor.ts"
import type { CheckRunBody } from "../checks.ts"
import { createCheckRun, rerequestRun, rerequestSuite, updateCheckRun } from "../checks.ts"
import { resolveCommit, resolveRevision } from "../git.ts"
import type { Operation, RepositoryCall } from "../operation.ts"
import { numberParameter, repositoryOperation } from "../operation.ts"
import { replyPage } from "../paging.ts"
import { Refusal, notFound, reply } from "../reply.ts"
import { renderAnnotation, renderCheckRun, renderCheckSuite } from "../representations/check.ts"
import type { CheckRun, CheckSuite } from "../records.ts"
import { select } from "../world.ts"

/** Check runs, their annotations and suites. */
export const checkOperations: readonly Operation[] = [
  repositoryOperation("checks/create", ["checks=write"], async (call) => {
    const body = call.body as unknown as CheckRunBody & { name: string; head_sha: string }
    const sha = /^[0-9a-f]{40}$/.test(body.head_sha) ? await resolveCommit(call.repository.gitDirectory, body.head_sha) : null
    if (sha === null) throw new Refusal(422, `No commit found for SHA: ${body.head_sha}`)
    return reply(201, renderCheckRun(call, createCheckRun(call.news, call.repository, body)))
  }),

  repositoryOperation("checks/update", ["checks=write"], (call) => {
    const run = requireRun(call)
    updateCheckRun(call.news, run, call.body)
    return reply(200, renderCheckRun(call, run))
  }),

  repositoryOperation("checks/get", ["checks=read"], (call) => reply(200, renderCheckRun(call, requireRun(call)))),

  repositoryOperation("checks/list-annotations", ["checks=read"], (call) => {
    const run = requireRun(call)
    return replyPage(call, run.annotations, (page) => page.map((annotation) => renderAnnotation(call, run, annotation)))
  }),

  repositoryOperation("checks/list-for-ref", ["checks=read"], async (call) => {
    const sha = await requireSha(call)
    return replyRuns(call, (run) => run.headSha === sha)
  }),

  repositoryOperation("checks/list-for-suite", ["checks=read"], (call) => {
    const suite = requireSuite(call)
    return replyRuns(call, (run) => run.suiteId === suite.id)
  }),

  repositoryOperation("checks/rerequest-run", ["checks=write"], (call) => {
    rerequestRun(call.news, requireRun(call), requireAuthor(call.world, call.actor))
    return reply(201, {})
  }),

  repositoryOperation("checks/rerequest-suite", ["checks=write"], async (call) => {
    await rerequestSuite(call.news, requireSuite(call), requireAuthor(call.world, call.actor))
    return reply(201, {})
  }),

  repositoryOperation("checks/get-suite", ["checks=read"], async (call) => reply(200, await renderCheckSuite(call, requireSuite(call)))),

  repositoryOperation("checks/list-suites-for-ref", ["checks=read"], async (call) => {
    const sha = await requireSha(call)
    const suites = select(call.world.checkSuites, (suite) => suite.repositoryId === call.repository.id && suite.headSha === sha)
    const rendered = await Promise.all(suites.map((suite) => renderCheckSuite(call, suite)))
    return replyPage(call, rendered, (page) => ({ total_count: suites.length, check_suites: page }))
  }),
]

function replyRuns(call: RepositoryCall, matches: (run: CheckRun) => boolean): ReturnType<typeof reply> {
  const name = call.query.get("check_name")
  const status = call.query.get("status")
  const appId = call.query.get("app_id")
  const found = select(
    call.world.checkRuns,
    (run) =>
      run.repositoryId === call.repository.id &&
      matches(run) &&
      (name === null || run.name === name) &&
      (status === null || run.status === status) &&
      (appId === null || appId === String(call.world.app.id)),
  )
  // Newest first; unless all are asked for, a later run of the same name hides the earlier ones.
  const newest = found.toReversed()
  const runs =
    call.query.get("filter") === "all"
      ? newest
      : newest.filter((run, index) => newest.findIndex((other) => other.name === run.name && other.suiteId === run.suiteId) === index)
  return replyPage(call, runs, (page) => ({ total_count: runs.length, check_runs: page.map((run) => renderCheckRun(call, run)) }))
}

async function requireSha(call: RepositoryCall): Promise<string> {
  const revision = call.parameters["ref"] ?? ""
  const sha = await resolveRevision(call.repository.gitDirectory, revision)
  if (sha === null) throw new Refusal(422, `No commit found for SHA: ${revision}`)
  return sha
}

function requireRun(call: RepositoryCall): CheckRun {
  const run = call.world.checkRuns.get(numberParameter(call, "check_run_id"))
  if (run === undefined || run.repositoryId !== call.repository.id) throw notFound()
  return run
}

function requireSuite(call: RepositoryCall): CheckSuite {
  const suite = call.world.checkSuites.get(numberParameter(call, "check_suite_id"))
  if (suite === undefined || suite.repositoryId !== call.repository.id) throw notFound()
  return suite
}
