import { createHmac } from "node:crypto"
import { setTimeout as wait } from "node:timers/promises"
import { expect, test } from "vitest"
import { appOctokit, installationOctokit, refusal } from "../support/sandbox-octokit.ts"
import { startReceiver } from "../support/sandbox-receiver.ts"
import { openShop } from "../support/sandbox-shop.ts"

type Payload = Record<string, Record<string, unknown>> & { action: string }

test("an event is signed and carries GitHub's headers", async () => {
  await using shop = await openShop()
  await using receiver = await startReceiver()
  await shop.sandbox.settled()
  shop.sandbox.setWebhookUrl(receiver.url)
  shop.sandbox.comment({ pullRequest: shop.pullRequest, author: "dev", body: "/expert review é" })
  await shop.sandbox.settled()
  const [event] = receiver.received
  expect(event?.headers).toMatchObject({
    "content-type": "application/json",
    "user-agent": expect.stringMatching(/^GitHub-Hookshot\//),
    "x-github-event": "issue_comment",
    "x-github-delivery": expect.stringMatching(/^[0-9a-f-]{36}$/),
    "x-hub-signature-256": `sha256=${createHmac("sha256", shop.sandbox.app.webhookSecret)
      .update(event?.body ?? "")
      .digest("hex")}`,
  })
  const payload = JSON.parse(event?.body ?? "") as Payload
  expect(payload).toMatchObject({
    action: "created",
    issue: { number: 1, pull_request: {} },
    comment: { body: "/expert review é" },
    sender: { login: "dev", type: "User" },
    installation: { id: expect.any(Number) },
  })
})

test("every step of a pull request sends its event", async () => {
  await using shop = await openShop()
  const { sandbox, pullRequest, repository } = shop
  const before = pullRequest.headSha
  await sandbox.push({ pullRequest, sha: await repository.commit({ branch: "feature", files: { "a.ts": "1\n" }, message: "More" }) })
  await repository.setBranch("next", "main")
  await sandbox.setDraft(pullRequest, true)
  await sandbox.setDraft(pullRequest, false)
  await sandbox.editBase(pullRequest, "next")
  await sandbox.edit(pullRequest, { title: "Better" })
  await sandbox.close(pullRequest)
  await sandbox.reopen(pullRequest)
  await sandbox.label(pullRequest, "urgent")
  await sandbox.settled()
  const told = sandbox.deliveries().filter((delivery) => delivery.event === "pull_request")
  expect(told.map((delivery) => delivery.action)).toEqual([
    "opened",
    "synchronize",
    "converted_to_draft",
    "ready_for_review",
    "edited",
    "edited",
    "closed",
    "reopened",
    "labeled",
  ])
  expect(told[1]?.payload).toMatchObject({
    before,
    after: pullRequest.headSha,
    pull_request: { head: { sha: pullRequest.headSha }, changed_files: 5 },
  })
  expect(told[4]?.payload).toMatchObject({ changes: { base: { ref: { from: "main" } } }, pull_request: { base: { ref: "next" } } })
  expect(told[5]?.payload["changes"]).toEqual({ title: { from: "Change the list" } })
})

test("the App hears of its own writings as a bot's", async () => {
  await using shop = await openShop()
  const octokit = installationOctokit(shop.sandbox, shop.repository)
  await octokit.issues.createComment({ ...shop.place, issue_number: 1, body: "Report" })
  await octokit.pulls.createReview({
    ...shop.place,
    pull_number: 1,
    event: "COMMENT",
    body: "Read.",
    comments: [{ path: "src/list.ts", line: 5, body: "Here." }],
  })
  await octokit.checks.create({ ...shop.place, name: "Check", head_sha: shop.pullRequest.headSha, conclusion: "success" })
  await shop.sandbox.settled()
  const own = shop.sandbox.deliveries().filter((delivery) => (delivery.payload as Payload)["sender"]?.["type"] === "Bot")
  expect(own.map((delivery) => `${delivery.event}.${delivery.action ?? ""}`)).toEqual([
    "issue_comment.created",
    "pull_request_review_comment.created",
    "check_run.created",
    "check_run.completed",
  ])
})

test("events that the App did not ask for are not sent", async () => {
  await using shop = await openShop({ events: ["issue_comment"], permissions: { pull_requests: "write", contents: "read" } })
  shop.sandbox.comment({ pullRequest: shop.pullRequest, author: "dev", body: "Hello" })
  await shop.sandbox.settled()
  expect(new Set(shop.sandbox.deliveries().map((delivery) => delivery.event))).toEqual(new Set(["installation", "issue_comment"]))
})

test("a failed delivery is found in the list and delivered again under the same guid", async () => {
  await using shop = await openShop()
  await using receiver = await startReceiver()
  await shop.sandbox.settled()
  shop.sandbox.setWebhookUrl(receiver.url)
  receiver.status = 500
  shop.sandbox.comment({ pullRequest: shop.pullRequest, author: "dev", body: "Hello" })
  await shop.sandbox.settled()
  const app = appOctokit(shop.sandbox)
  const [failed] = (await app.apps.listWebhookDeliveries({ per_page: 1 })).data
  expect(failed).toMatchObject({ status: "Invalid HTTP Response: 500", status_code: 500, event: "issue_comment", redelivery: false })
  receiver.status = 202
  await app.apps.redeliverWebhookDelivery({ delivery_id: failed?.id ?? 0 })
  await shop.sandbox.settled()
  const [again] = (await app.apps.listWebhookDeliveries({ per_page: 1 })).data
  expect(again).toMatchObject({ status: "OK", guid: failed?.guid, redelivery: true })
  expect(again?.id).not.toBe(failed?.id)
  expect(receiver.received[1]?.body).toBe(receiver.received[0]?.body)
  const detail = await app.apps.getWebhookDelivery({ delivery_id: again?.id ?? 0 })
  expect(detail.data).toMatchObject({ request: { payload: { action: "created" } }, response: { payload: "seen" } })
  expect((await refusal(app.apps.redeliverWebhookDelivery({ delivery_id: 1 }))).status).toBe(422)
  expect(shop.sandbox.violations()).toEqual([])
})

test("an event is delivered again even when its installation is gone", async () => {
  await using shop = await openShop()
  await using receiver = await startReceiver()
  await shop.sandbox.settled()
  shop.sandbox.uninstall(shop.sandbox.installationOf(shop.repository))
  await shop.sandbox.settled()
  shop.sandbox.setWebhookUrl(receiver.url)
  const failed = shop.sandbox.deliveries().at(-1)
  await appOctokit(shop.sandbox).apps.redeliverWebhookDelivery({ delivery_id: failed?.id ?? 0 })
  await shop.sandbox.settled()
  expect(receiver.received.map((event) => event.headers["x-github-delivery"])).toEqual([failed?.guid])
})

test("the list of deliveries is paged by cursor, newest first", async () => {
  await using shop = await openShop()
  for (const body of ["one", "two", "three"]) shop.sandbox.comment({ pullRequest: shop.pullRequest, author: "dev", body })
  await shop.sandbox.settled()
  const app = appOctokit(shop.sandbox)
  const all = await app.paginate(app.apps.listWebhookDeliveries, { per_page: 2 })
  expect(all.map((delivery) => delivery.id)).toEqual(
    shop.sandbox
      .deliveries()
      .map((delivery) => delivery.id)
      .toReversed(),
  )
})

test("an App that is not there costs no event, only its delivery", async () => {
  await using shop = await openShop()
  shop.sandbox.setWebhookUrl("http://127.0.0.1:9/hook")
  shop.sandbox.comment({ pullRequest: shop.pullRequest, author: "dev", body: "Hello" })
  await shop.sandbox.settled()
  expect(shop.sandbox.deliveries().at(-1)).toMatchObject({ event: "issue_comment", status: "failed to connect to host", statusCode: 0 })
})

test("clicks in the Checks tab reach the App", async () => {
  await using shop = await openShop()
  const octokit = installationOctokit(shop.sandbox, shop.repository)
  await octokit.checks.create({
    ...shop.place,
    name: "Check",
    head_sha: shop.pullRequest.headSha,
    external_id: "v1:1:1",
    conclusion: "neutral",
  })
  const [run] = shop.sandbox.read(shop.pullRequest).checkRuns
  if (run === undefined) throw new Error("no run was made")
  const suite = shop.sandbox.world.checkSuites.get(run.suiteId)
  if (suite === undefined) throw new Error("the run has no suite")
  shop.sandbox.rerequestCheckRun(run, "dev")
  shop.sandbox.requestAction(run, "explain", "dev")
  await shop.sandbox.rerequestSuite(suite, "dev")
  await shop.sandbox.settled()
  const told = shop.sandbox.deliveries().slice(-3)
  expect(told.map((delivery) => `${delivery.event}.${delivery.action ?? ""}`)).toEqual([
    "check_run.rerequested",
    "check_run.requested_action",
    "check_suite.rerequested",
  ])
  expect(told[1]?.payload).toMatchObject({
    requested_action: { identifier: "explain" },
    check_run: { external_id: "v1:1:1", pull_requests: [{ number: 1 }] },
    sender: { login: "dev" },
  })
})

test("check events of a fork name neither pull request nor branch", async () => {
  await using shop = await openShop({ fork: true })
  const octokit = installationOctokit(shop.sandbox, shop.repository)
  const { data } = await octokit.checks.create({ ...shop.place, name: "Check", head_sha: shop.pullRequest.headSha, conclusion: "neutral" })
  await shop.sandbox.settled()
  expect(data.pull_requests).toEqual([])
  expect(shop.sandbox.deliveries().at(-1)?.payload).toMatchObject({
    check_run: { pull_requests: [], check_suite: { head_branch: null, pull_requests: [] } },
  })
})

test("closing the sandbox does not wait for an App that never answers", async () => {
  const shop = await openShop()
  const { createServer } = await import("node:http")
  const silent = createServer(() => {})
  await new Promise<void>((settle) => silent.listen(0, "127.0.0.1", settle))
  shop.sandbox.setWebhookUrl(`http://127.0.0.1:${(silent.address() as { port: number }).port}`)
  shop.sandbox.comment({ pullRequest: shop.pullRequest, author: "dev", body: "Hello" })
  await wait(50)
  await shop[Symbol.asyncDispose]()
  silent.closeAllConnections()
  await new Promise((settle) => silent.close(settle))
  expect(shop.sandbox.deliveries().at(-1)?.status).toBe("failed to connect to host")
})
