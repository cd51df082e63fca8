import type { Newsroom } from "./events.ts"
import { announceCheckRun, announceCheckSuite } from "./events.ts"
import { invalidRequest, validationFailed } from "./reply.ts"
import type { CheckAnnotation, CheckConclusion, CheckRun, CheckStatus, CheckSuite, Repository, User } from "./records.ts"

/** What a request may set on a check run; the same on creation and update. */
export interface CheckRunBody {
  readonly name?: string
  readonly head_sha?: string
  readonly details_url?: string
  readonly external_id?: string
  readonly status?: CheckStatus
  readonly started_at?: string
  readonly conclusion?: CheckConclusion
  readonly completed_at?: string
  readonly output?: {
    readonly title?: string
    readonly summary: string
    readonly text?: string
    readonly annotations?: readonly Partial<CheckAnnotation>[]
  }
  readonly actions?: CheckRun["actions"]
}

/** The suite of the App on a commit; GitHub makes one for every push. */
export function openSuite(
  news: Newsroom,
  { repository, headSha, headBranch }: { repository: Repository; headSha: string; headBranch: string | null },
): { readonly suite: CheckSuite; readonly isNew: boolean } {
  const { world } = news.scene
  const known = world.checkSuites.values().find((suite) => suite.repositoryId === repository.id && suite.headSha === headSha)
  if (known !== undefined) return { suite: known, isNew: false }
  const now = world.clock.iso()
  const suite: CheckSuite = {
    id: world.nextId(),
    repositoryId: repository.id,
    headSha,
    headBranch,
    requested: false,
    createdAt: now,
    updatedAt: now,
  }
  world.checkSuites.set(suite.id, suite)
  return { suite, isNew: true }
}

/** Creates a check run on a commit. */
export function createCheckRun(
  news: Newsroom,
  repository: Repository,
  body: CheckRunBody & { readonly name: string; readonly head_sha: string },
): CheckRun {
  const { world } = news.scene
  const pullRequest = world.findPullRequestsOfHead(repository.id, body.head_sha)[0]
  const annotations = readAnnotations(body)
  requireConclusion(body)
  const { suite } = openSuite(news, { repository, headSha: body.head_sha, headBranch: pullRequest?.head.ref ?? null })
  const run: CheckRun = {
    id: world.nextId(),
    repositoryId: repository.id,
    suiteId: suite.id,
    headSha: body.head_sha,
    name: body.name,
    status: "queued",
    conclusion: null,
    startedAt: world.clock.iso(),
    completedAt: null,
    externalId: "",
    detailsUrl: null,
    output: { title: null, summary: null, text: null },
    annotations,
    actions: [],
  }
  world.checkRuns.set(run.id, run)
  suite.requested = false
  applyBody(news, run, body)
  announceCheckRun(news, { run, action: "created", sender: world.app.bot })
  if (run.status === "completed") announceCheckRun(news, { run, action: "completed", sender: world.app.bot })
  return run
}

/** Changes a check run; annotations are added to those that are there. */
export function updateCheckRun(news: Newsroom, run: CheckRun, body: CheckRunBody): void {
  const annotations = readAnnotations(body)
  requireConclusion(body)
  run.annotations.push(...annotations)
  const wasCompleted = run.status === "completed"
  const suite = news.scene.world.checkSuites.get(run.suiteId)
  if (suite !== undefined) suite.requested = false
  applyBody(news, run, body)
  if (!wasCompleted && run.status === "completed") announceCheckRun(news, { run, action: "completed", sender: news.scene.world.app.bot })
}

/** Somebody asks for the run again: the run itself stays as it is, its suite is queued. */
export function rerequestRun(news: Newsroom, run: CheckRun, sender: User): void {
  const suite = news.scene.world.checkSuites.get(run.suiteId)
  if (suite !== undefined) suite.requested = true
  announceCheckRun(news, { run, action: "rerequested", sender })
}

/** Somebody asks for the whole suite again. */
export async function rerequestSuite(news: Newsroom, suite: CheckSuite, sender: User): Promise<void> {
  suite.requested = true
  await announceCheckSuite(news, suite, "rerequested", sender)
}

function applyBody(news: Newsroom, run: CheckRun, body: CheckRunBody): void {
  const now = news.scene.world.clock.iso()
  if (body.name !== undefined) run.name = body.name
  if (body.details_url !== undefined) run.detailsUrl = body.details_url
  if (body.external_id !== undefined) run.externalId = body.external_id
  if (body.started_at !== undefined) run.startedAt = body.started_at
  if (body.actions !== undefined) run.actions = body.actions
  if (body.output !== undefined) {
    run.output = { title: body.output.title ?? run.output.title, summary: body.output.summary, text: body.output.text ?? run.output.text }
  }
  // A conclusion says that the run is completed, whatever the status in the same request.
  const status = body.conclusion === undefined ? body.status : "completed"
  if (status === undefined) return
  run.status = status
  run.conclusion = status === "completed" ? (body.conclusion ?? run.conclusion) : null
  run.completedAt = status === "completed" ? (body.completed_at ?? now) : null
}

// The description leaves this rule to prose: "Required if you provide `completed_at` or a `status` of `completed`".
function requireConclusion(body: CheckRunBody): void {
  if (body.conclusion === "stale") throw validationFailed({ resource: "CheckRun", code: "invalid", field: "conclusion" })
  if (body.conclusion !== undefined) return
  if (body.status === "completed" || body.completed_at !== undefined) throw invalidRequest('"conclusion" wasn\'t supplied.')
}

/** One message and one set of details hold 64 KB, a title 255 characters. */
const maxAnnotationTextBytes = 65_536
const maxAnnotationTitleCharacters = 255

function readAnnotations(body: CheckRunBody): CheckAnnotation[] {
  return (body.output?.annotations ?? []).map((annotation) => {
    const {
      path,
      start_line: start,
      end_line: end,
      start_column: startColumn,
      end_column: endColumn,
      annotation_level: level,
      message,
      title,
      raw_details: details,
    } = annotation
    const bad =
      path === undefined ||
      path === "" ||
      start === undefined ||
      end === undefined ||
      start < 1 ||
      end < start ||
      level === undefined ||
      message === undefined ||
      message === "" ||
      Buffer.byteLength(message) > maxAnnotationTextBytes ||
      Buffer.byteLength(details ?? "") > maxAnnotationTextBytes ||
      (title ?? "").length > maxAnnotationTitleCharacters ||
      (startColumn === undefined) !== (endColumn === undefined) ||
      (startColumn !== undefined && start !== end)
    // One bad annotation spoils the whole request.
    if (bad) throw validationFailed({ resource: "CheckRun", code: "invalid", field: "annotations" })
    return {
      path,
      start_line: start,
      end_line: end,
      start_column: startColumn ?? null,
      end_column: endColumn ?? null,
      annotation_level: level,
      title: title ?? null,
      message,
      raw_details: details ?? null,
    }
  })
}
