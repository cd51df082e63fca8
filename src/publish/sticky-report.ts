import { hasStatus, isUncertain, withGitHubErrors } from "../github/classify-error.ts"
import { findReport } from "./find-report.ts"
import type { Publishing } from "./publishing.ts"
import { waitFor } from "./wait.ts"

/** Writes the one report comment: edits ours in place, leaves it alone when nothing changed, creates it when there is none. Returns its id. */
export async function writeReport(publishing: Publishing, report: string): Promise<number> {
  return withGitHubErrors("write the report", async () => {
    const existing = await findOurs(publishing)
    if (existing === null) return createOnce(publishing, report)
    if (isSameText(existing.body, report)) return existing.id
    try {
      return await edit(publishing, existing.id, report)
    } catch (error) {
      // Somebody deleted it meanwhile.
      if (hasStatus(error, 404)) return createOnce(publishing, report)
      // Editing twice changes nothing.
      if (isUncertain(error)) return edit(publishing, existing.id, report)
      throw error
    }
  })
}

function findOurs({ api, isOurs, pullRequest }: Publishing) {
  return findReport(api, isOurs, pullRequest)
}

async function createOnce(publishing: Publishing, report: string): Promise<number> {
  try {
    return await create(publishing, report)
  } catch (error) {
    if (!isUncertain(error)) throw error
    await waitFor(publishing.readBackDelayMs)
    return (await findOurs(publishing))?.id ?? create(publishing, report)
  }
}

async function create({ api, pullRequest: { owner, name, number }, fence }: Publishing, body: string): Promise<number> {
  await fence()
  return (await api.rest.issues.createComment({ owner, repo: name, issue_number: number, body })).data.id
}

async function edit({ api, pullRequest: { owner, name }, fence }: Publishing, id: number, body: string): Promise<number> {
  await fence()
  return (await api.rest.issues.updateComment({ owner, repo: name, comment_id: id, body })).data.id
}

// GitHub stores line ends its own way and trims the end.
function isSameText(stored: string, text: string): boolean {
  const normal = (value: string) => value.replace(/\r\n/g, "\n").trimEnd()
  return normal(stored) === normal(text)
}
