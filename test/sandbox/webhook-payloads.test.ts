import { readFileSync } from "node:fs"
import { Ajv } from "ajv"
import addFormats from "ajv-formats"
import { expect, test } from "vitest"
import type { DeliveryRecord } from "../../src/sandbox/webhooks.ts"
import { installationOctokit, tokenOctokit } from "../support/sandbox-octokit.ts"
import { defaultEvents } from "../../src/sandbox/sandbox.ts"
import { openShop } from "../support/sandbox-shop.ts"

// Cut out of GitHub's description by scripts/build-openapi-slice.ts.
const descriptions = JSON.parse(readFileSync(new URL("../fixtures/github-webhooks.json", import.meta.url), "utf8")) as {
  readonly webhooks: Readonly<Record<string, { readonly $ref: string }>>
  readonly schemas: object
}

test("every payload is what GitHub describes", async () => {
  await using shop = await openShop()
  const { sandbox, repository, pullRequest, place } = shop
  const octokit = installationOctokit(sandbox, repository)
  await sandbox.push({ pullRequest, sha: await repository.commit({ branch: "feature", files: { "a.ts": "1\n" }, message: "More" }) })
  await repository.setBranch("next", "main")
  await sandbox.setDraft(pullRequest, true)
  await sandbox.setDraft(pullRequest, false)
  await sandbox.editBase(pullRequest, "next")
  await sandbox.label(pullRequest, "needs care")
  await sandbox.unlabel(pullRequest, "needs care")
  await sandbox.close(pullRequest)
  await sandbox.reopen(pullRequest)
  await octokit.issues.createComment({ ...place, issue_number: 1, body: "Report" })
  sandbox.commentOnIssue({
    repository,
    issue: sandbox.openIssue({ repository, title: "Plain", author: "dev" }),
    author: "dev",
    body: "Hello",
  })
  await octokit.pulls.createReview({
    ...place,
    pull_number: 1,
    event: "COMMENT",
    body: "Read.",
    comments: [{ path: "src/list.ts", line: 5, body: "Here." }],
  })
  const [thread] = sandbox.read(pullRequest).threads
  const dev = tokenOctokit(sandbox, sandbox.createUser("dev").token)
  const threadId = `PRRT_${Buffer.from(String(thread?.id)).toString("base64url")}`
  await dev.graphql("mutation ($id: ID!) { resolveReviewThread(input: { threadId: $id }) { clientMutationId } }", { id: threadId })
  await octokit.checks.create({ ...place, name: "Check", head_sha: pullRequest.headSha, conclusion: "neutral" })
  const [run] = sandbox.read(pullRequest).checkRuns
  const suite = sandbox.world.checkSuites.get(run?.suiteId ?? 0)
  if (run === undefined || suite === undefined) throw new Error("no check was made")
  sandbox.rerequestCheckRun(run)
  sandbox.requestAction(run, "explain")
  await sandbox.rerequestSuite(suite)
  const installation = sandbox.installationOf(repository)
  sandbox.setSuspended(installation, true)
  sandbox.setSuspended(installation, false)
  sandbox.renameRepository(repository, "store")
  sandbox.removeFromInstallation(installation, repository)
  await sandbox.settled()

  expect(findMistakes(sandbox.deliveries())).toEqual(new Map())
  const described = Object.keys(descriptions.webhooks).filter((name) => name !== mergeGroup)
  expect(new Set(sandbox.deliveries().map(nameOf))).toEqual(new Set(described))
})

// Apart from the others, because the description of check suites does not know that an App can subscribe to it.
test("the payload for a merge queue is what GitHub describes", async () => {
  await using shop = await openShop({ events: [...defaultEvents, "merge_group"] })
  const sha = await shop.sandbox.requestMergeGroup(shop.pullRequest)
  await shop.sandbox.settled()
  const sent = shop.sandbox.deliveries().filter((delivery) => nameOf(delivery) === mergeGroup)
  expect(sent.map(({ payload }) => (payload["merge_group"] as { head_sha: string }).head_sha)).toEqual([sha])
  expect(findMistakes(sent)).toEqual(new Map())
})

const mergeGroup = "merge-group-checks-requested"

function findMistakes(deliveries: readonly DeliveryRecord[]): Map<string, unknown> {
  const ajv = new Ajv({ strict: false, allErrors: true })
  addFormats.default(ajv)
  ajv.addSchema({ $id: "described", schemas: descriptions.schemas })
  const told = new Map<string, unknown>()
  for (const delivery of deliveries) {
    const name = nameOf(delivery)
    const reference = descriptions.webhooks[name]?.$ref
    if (reference === undefined) throw new Error(`${name} is not among the described webhooks`)
    const validate = ajv.compile({ $ref: `described${reference}` })
    if (!validate(delivery.payload)) told.set(name, validate.errors)
  }
  return told
}

function nameOf({ event, action }: Pick<DeliveryRecord, "event" | "action">): string {
  return `${event}-${action ?? ""}`.replaceAll("_", "-")
}
