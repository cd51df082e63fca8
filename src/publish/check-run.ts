import { isUncertain, withGitHubErrors } from "../github/classify-error.ts"
import type { GitHubApi } from "../github/clients.ts"
import type { CheckAction } from "../model/check-action.ts"
import type { OpenedCheck } from "../model/ports.ts"
import type { PullRequestRef } from "../model/pull-request.ts"
import type { Annotation, CheckOutput, Conclusion } from "../model/review.ts"
import { redactOutput } from "./redact-review.ts"
import { redactSecrets } from "../hygiene/redact-secrets.ts"

/** The name that branch protection knows us by: it is matched as text, so it never changes. */
const checkName = "Backend Expert"

// "Invalid request. No more than 50 items are allowed"; further ones are appended by further updates.
const annotationsPerRequest = 50

export interface CheckSubject {
  readonly api: GitHubApi
  readonly appId: number
  readonly ref: PullRequestRef
  readonly headSha: string
}

/**
 * Opens the check run of one head: takes over the unfinished one that a crash or a lost answer left behind, else creates one. A finished one is
 * history and stays. `external_id` names the pull request, because GitHub's events leave it out for forks.
 */
export async function openCheck(subject: CheckSubject): Promise<OpenedCheck> {
  const { api, ref, headSha } = subject
  const [adopted, ...leftovers] = await listUnfinished(subject)
  for (const leftover of leftovers)
    await update(subject, leftover.id, {
      conclusion: "cancelled",
      output: { title: "Superseded", summary: "Another run of this check took over." },
    })
  if (adopted !== undefined) return createOpenedCheck(subject, adopted.id, { fresh: false })
  const { data } = await withGitHubErrors("open the check", () =>
    api.rest.checks.create({
      owner: ref.owner,
      repo: ref.name,
      name: checkName,
      head_sha: headSha,
      external_id: externalIdOf(ref, headSha),
      status: "queued",
    }),
  )
  return createOpenedCheck(subject, data.id, { fresh: true })
}

/** Concludes every unfinished check run of ours on this head. */
export async function settleChecks(subject: CheckSubject, output: CheckOutput): Promise<void> {
  for (const run of await listUnfinished(subject)) await createOpenedCheck(subject, run.id, { fresh: false }).conclude(output)
}

/** Returns what our newest check run on this head ended with; `null` while it runs, when there is none, and for words that are not ours. */
export async function readCheck(subject: CheckSubject): Promise<{ readonly conclusion: Conclusion | null }> {
  const [newest] = await listOurs(subject)
  return { conclusion: conclusions.find((known) => known === newest?.conclusion) ?? null }
}

const conclusions: readonly Conclusion[] = ["success", "failure", "neutral", "skipped", "cancelled"]

/** Takes a pull request and its head, returns the id that ties a check run to them: `v1:<repository>:<number>:<head>`. */
function externalIdOf(ref: PullRequestRef, headSha: string): string {
  return `v1:${ref.repositoryId}:${ref.number}:${headSha}`
}

/** True when somebody takes care of this head: a check of ours is concluded, or was begun within `patienceMs` before `now`. */
export async function hasCheck(
  subject: CheckSubject,
  { now, patienceMs }: { readonly now: Date; readonly patienceMs: number },
): Promise<boolean> {
  const isAlive = (startedAt: string | null) => startedAt !== null && now.getTime() - new Date(startedAt).getTime() < patienceMs
  return (await listOurs(subject)).some((run) => run.status === "completed" || isAlive(run.started_at))
}

async function listUnfinished(subject: CheckSubject): Promise<readonly OurRun[]> {
  return (await listOurs(subject)).filter(({ status }) => status !== "completed")
}

interface OurRun {
  readonly id: number
  readonly status: string
  readonly conclusion: string | null
  readonly started_at: string | null
}

// Newest first. The name may be used by other Apps, and one commit may be the head of several pull requests.
async function listOurs({ api, appId, ref, headSha }: CheckSubject): Promise<readonly OurRun[]> {
  const runs = await withGitHubErrors("list the checks", () =>
    api.paginate(api.rest.checks.listForRef, {
      owner: ref.owner,
      repo: ref.name,
      ref: headSha,
      check_name: checkName,
      filter: "all",
      per_page: 100,
    }),
  )
  const externalId = externalIdOf(ref, headSha)
  return runs.filter((run) => run.app?.id === appId && run.external_id === externalId).toSorted((a, b) => b.id - a.id)
}

function createOpenedCheck(subject: CheckSubject, checkRunId: number, { fresh }: { readonly fresh: boolean }): OpenedCheck {
  // Whether annotations may be there that this process does not know of.
  let unknown = !fresh
  return {
    checkRunId,
    async progress(title, summary) {
      await update(subject, checkRunId, {
        status: "in_progress",
        output: { title: await redactSecrets(title), summary: await redactSecrets(summary) },
      })
    },
    async conclude(output) {
      const clean = await redactOutput(output)
      const attempt = async () => {
        const missing = unknown ? await readMissing(subject, checkRunId, clean) : clean.annotations
        unknown = true
        if (missing !== "concluded") await send(subject, checkRunId, clean, missing)
      }
      await withGitHubErrors("conclude the check", async () => {
        try {
          await attempt()
        } catch (error) {
          // It may have been carried out: the second attempt reads first and sends what is missing.
          if (!isUncertain(error)) throw error
          await attempt()
        }
      })
    },
  }
}

async function send(
  subject: CheckSubject,
  checkRunId: number,
  { conclusion, title, summary, text, actions = [] }: CheckOutput,
  annotations: readonly Annotation[],
): Promise<void> {
  const output = { title, summary, ...(text === "" ? {} : { text }) }
  const last = Math.max(0, Math.ceil(annotations.length / annotationsPerRequest) - 1)
  for (let batch = 0; batch <= last; batch++) {
    const some = annotations.slice(batch * annotationsPerRequest, (batch + 1) * annotationsPerRequest).map(toGitHub)
    await request(subject, checkRunId, {
      ...(batch === last ? { conclusion, ...(actions.length === 0 ? {} : { actions: [...actions] }) } : { status: "in_progress" as const }),
      output: some.length === 0 ? output : { ...output, annotations: some },
    })
  }
}

async function readMissing(
  { api, ref }: CheckSubject,
  checkRunId: number,
  { conclusion, annotations }: CheckOutput,
): Promise<readonly Annotation[] | "concluded"> {
  const at = { owner: ref.owner, repo: ref.name, check_run_id: checkRunId }
  const { data } = await api.rest.checks.get(at)
  if (data.status === "completed" && data.conclusion === conclusion) return "concluded"
  if (data.output.annotations_count === 0) return annotations
  const there = new Set(
    (await api.paginate(api.rest.checks.listAnnotations, { ...at, per_page: 100 })).map((one) =>
      keyOf(one.path, one.start_line, one.title, one.message),
    ),
  )
  return annotations.filter((one) => !there.has(keyOf(one.path, one.startLine, one.title, one.message)))
}

function keyOf(path: string, line: number, title: string | null, message: string | null): string {
  return JSON.stringify([path, line, title, message?.trim()])
}

function toGitHub({ path, startLine, endLine, level, title, message }: Annotation) {
  return { path, start_line: startLine, end_line: endLine, annotation_level: level, title, message }
}

type CheckUpdate = { readonly status: "in_progress" } | { readonly conclusion: CheckOutput["conclusion"]; readonly actions?: CheckAction[] }
type CheckText = {
  readonly title: string
  readonly summary: string
  readonly text?: string
  readonly annotations?: ReturnType<typeof toGitHub>[]
}

async function update(subject: CheckSubject, checkRunId: number, changes: CheckUpdate & { readonly output: CheckText }): Promise<void> {
  await withGitHubErrors("update the check", () => request(subject, checkRunId, changes))
}

async function request(
  { api, ref }: CheckSubject,
  checkRunId: number,
  changes: CheckUpdate & { readonly output: CheckText },
): Promise<void> {
  // A conclusion sets the status by itself; both at once is what the description asks for.
  const completed = "conclusion" in changes ? { status: "completed" as const } : {}
  await api.rest.checks.update({ owner: ref.owner, repo: ref.name, check_run_id: checkRunId, ...completed, ...changes })
}
