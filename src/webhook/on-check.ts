import { z } from "zod"
import { actionIdentifiers } from "../model/check-action.ts"
import type { ActionIdentifier } from "../model/check-action.ts"
import { accept, createHandler, decideBy, ignore } from "./event.ts"
import type { Decision } from "./event.ts"
import { Id, InRepository, pullRequestIdentity, repositoryIdentity, Sender } from "./payload.ts"

const PullRequests = z.array(z.object({ number: Id, base: z.object({ repo: z.object({ id: Id }) }) })).catch([])

const CheckRunEvent = InRepository.extend({
  action: z.string(),
  sender: Sender,
  check_run: z.object({ external_id: z.string().nullish(), head_sha: z.string().catch(""), pull_requests: PullRequests }),
  requested_action: z.object({ identifier: z.string() }).nullish(),
})

const CheckSuiteEvent = InRepository.extend({
  action: z.string(),
  check_suite: z.object({ head_sha: z.string().catch(""), pull_requests: PullRequests }),
})

/** "Re-run" beside our check, or a press of one of its buttons. */
export const decideCheckRun = decideBy(CheckRunEvent, (payload) => {
  const numbers = readExternalId(payload.check_run.external_id ?? "", payload.repository.id) ?? numbersHere(payload, payload.check_run)
  if (payload.action === "rerequested") return reviewAgain(payload, numbers)
  const action = actionIdentifiers.find((known) => known === payload.requested_action?.identifier)
  if (payload.action !== "requested_action" || action === undefined) return ignore("another action")
  return press(payload, action, numbers)
})

/** "Re-run all checks". A suite for every push comes as `requested` and means nothing to us. */
export const decideCheckSuite = decideBy(CheckSuiteEvent, (payload) => {
  if (payload.action !== "rerequested") return ignore("another action")
  const { head_sha: headSha } = payload.check_suite
  const numbers = numbersHere(payload, payload.check_suite)
  if (numbers.length > 0 || !/^[0-9a-f]{40,64}$/.test(headSha)) return reviewAgain(payload, numbers)
  // A fork's: GitHub names no pull request, but whose head it is can be asked.
  return accept({ kind: "review-head", ...repositoryIdentity(payload), headSha })
})

export const onCheckRun = createHandler(decideCheckRun)
export const onCheckSuite = createHandler(decideCheckSuite)

// `v1:<repository id>:<number>:<head sha>`, written when the check is opened: for forks GitHub names no pull request.
function readExternalId(externalId: string, repositoryId: number): number[] | null {
  const match = /^v1:(\d{1,15}):([1-9]\d{0,9}):[0-9a-f]{40,64}$/.exec(externalId)
  if (match === null || Number(match[1]) !== repositoryId) return null
  return [Number(match[2])]
}

// A head may also be offered to other repositories of the network; those belong to their own installation.
function numbersHere(
  { repository }: z.infer<typeof InRepository>,
  { pull_requests }: { pull_requests: z.infer<typeof PullRequests> },
): number[] {
  return pull_requests.filter(({ base }) => base.repo.id === repository.id).map(({ number }) => number)
}

function press(payload: z.infer<typeof CheckRunEvent>, action: ActionIdentifier, numbers: readonly number[]): Decision {
  const { check_run: run, sender } = payload
  if (numbers.length === 0 || !/^[0-9a-f]{40,64}$/.test(run.head_sha)) return ignore("no pull request named")
  return accept(
    ...numbers.map((number) => ({
      kind: "press-button" as const,
      ...pullRequestIdentity(payload, number),
      action,
      headSha: run.head_sha,
      sender: { id: sender.id, login: sender.login },
    })),
  )
}

function reviewAgain(payload: z.infer<typeof InRepository>, numbers: readonly number[]): Decision {
  if (numbers.length === 0) return ignore("no pull request named")
  return accept(
    ...numbers.map((number) => ({
      kind: "review-pull-request" as const,
      ...pullRequestIdentity(payload, number),
      again: true,
      asked: true,
    })),
  )
}
