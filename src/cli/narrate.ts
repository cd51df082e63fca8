import type { RequestRecord } from "../sandbox/journal.ts"
import type { Sandbox } from "../sandbox/sandbox.ts"
import type { DeliveryRecord } from "../sandbox/webhooks.ts"

/** Tells what happens between GitHub and the App, a line at a time, each thing once. */
export interface Narrator {
  /** Looks for what has happened since the last call. */
  look(): void
}

/** `tell` gets one line without a line end; `since` is when the story began, in milliseconds of `performance.now()`. */
export function createNarrator(sandbox: () => Sandbox | null, tell: (line: string) => void): Narrator {
  const since = performance.now()
  let requests = 0
  let deliveries = 0
  return {
    look() {
      const current = sandbox()
      if (current === null) return
      const clock = `${((performance.now() - since) / 1000).toFixed(2).padStart(6)} s`
      for (const delivery of current.deliveries().slice(deliveries)) {
        const line = describeDelivery(delivery)
        if (line !== null) tell(`${clock}  ${line}`)
      }
      deliveries = current.deliveries().length
      for (const request of current.requests().slice(requests)) {
        const line = describeRequest(request)
        if (line !== null) tell(`${clock}  ${line}`)
      }
      requests = current.requests().length
    },
  }
}

function describeDelivery({ event, action, statusCode, durationSeconds }: DeliveryRecord): string | null {
  if (event !== "pull_request") return null
  return `GitHub → App  webhook ${event}.${action ?? ""}, answered ${statusCode} in ${Math.round(durationSeconds * 1000)} ms`
}

// Reads are many and dull; what changes something, and git, is the story.
function describeRequest({ operationId, status, body }: RequestRecord): string | null {
  const failed = status >= 400 ? ` (answered ${status})` : ""
  const sent = (body ?? {}) as {
    readonly status?: string
    readonly conclusion?: string
    readonly comments?: readonly unknown[]
    readonly output?: { readonly annotations?: readonly unknown[] }
  }
  switch (operationId) {
    case "checks/create":
      return `App → GitHub  opens the check: ${sent.status ?? "queued"}${failed}`
    case "git/upload-pack":
      return `App → git     fetches${failed}`
    case "pulls/create-review":
      return `App → GitHub  posts one review with ${sent.comments?.length ?? 0} inline comments${failed}`
    case "pulls/create-review-comment":
      return `App → GitHub  comments on a file${failed}`
    case "issues/create-comment":
      return `App → GitHub  posts the report${failed}`
    case "issues/update-comment":
      return `App → GitHub  edits the report in place${failed}`
    case "checks/update":
      if (sent.conclusion !== undefined) return `App → GitHub  concludes the check: ${sent.conclusion}${failed}`
      if ((sent.output?.annotations?.length ?? 0) > 0) return `App → GitHub  adds ${sent.output?.annotations?.length} annotations${failed}`
      return sent.status === undefined ? null : `App → GitHub  check is ${sent.status.replace("_", " ")}${failed}`
    default:
      // A settings file that is not there is how most repositories are.
      return status < 400 || status === 404 ? null : `App → GitHub  ${operationId ?? "unknown request"}${failed}`
  }
}
