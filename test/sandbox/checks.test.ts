import { expect, test } from "vitest"
import { installationOctokit, refusal, tokenOctokit } from "../support/sandbox-octokit.ts"
import { openShop } from "../support/sandbox-shop.ts"

const annotation = { path: "src/list.ts", start_line: 5, end_line: 5, annotation_level: "warning" as const, message: "Look." }

test("annotations are added by fifties", async () => {
  await using shop = await openShop()
  const octokit = installationOctokit(shop.sandbox, shop.repository)
  const run = await octokit.checks.create({
    ...shop.place,
    name: "Backend Expert",
    head_sha: shop.pullRequest.headSha,
    status: "in_progress",
  })
  const update = (count: number) =>
    octokit.checks.update({
      ...shop.place,
      check_run_id: run.data.id,
      output: { title: "Title", summary: "Summary", annotations: Array.from({ length: count }, () => annotation) },
    })
  await update(50)
  await update(7)
  expect((await octokit.checks.get({ ...shop.place, check_run_id: run.data.id })).data.output.annotations_count).toBe(57)
  expect(await octokit.paginate(octokit.checks.listAnnotations, { ...shop.place, check_run_id: run.data.id, per_page: 50 })).toHaveLength(
    57,
  )
  expect(shop.sandbox.violations()).toEqual([])
  const answer = await refusal(update(51))
  expect(answer).toMatchObject({
    status: 422,
    body: { message: "Invalid request.\n\nNo more than 50 items are allowed; 51 were supplied." },
  })
})

test.each([
  { name: "completion without a conclusion", change: { status: "completed" as const }, message: '"conclusion" wasn\'t supplied.' },
  {
    name: "a time of completion without a conclusion",
    change: { completed_at: "2026-01-01T00:00:00Z" },
    message: '"conclusion" wasn\'t supplied.',
  },
  { name: "a status of Actions alone", change: { status: "waiting" as never }, message: "is not a member of" },
  { name: "an unknown key", change: { colour: "red" } as never, message: '"colour" is not a permitted key.' },
])("$name is refused", async ({ change, message }) => {
  await using shop = await openShop()
  const octokit = installationOctokit(shop.sandbox, shop.repository)
  const answer = await refusal(octokit.checks.create({ ...shop.place, name: "Check", head_sha: shop.pullRequest.headSha, ...change }))
  expect(answer).toMatchObject({ status: 422, body: { message: expect.stringContaining(message) } })
  expect(shop.sandbox.read(shop.pullRequest).checkRuns).toEqual([])
})

test.each([
  { name: "line 0", change: { start_line: 0 } },
  { name: "an end before the start", change: { end_line: 4 } },
  { name: "a start column alone", change: { start_column: 1 } },
  { name: "columns over several lines", change: { end_line: 6, start_column: 1, end_column: 2 } },
  { name: "an endless message", change: { message: "x".repeat(65_537) } },
  { name: "an endless title", change: { title: "x".repeat(256) } },
])("one annotation with $name spoils the request", async ({ change }) => {
  await using shop = await openShop()
  const octokit = installationOctokit(shop.sandbox, shop.repository)
  const output = { title: "Title", summary: "Summary", annotations: [annotation, { ...annotation, ...change }] }
  const answer = await refusal(octokit.checks.create({ ...shop.place, name: "Check", head_sha: shop.pullRequest.headSha, output }))
  expect(answer).toMatchObject({ status: 422, body: { errors: [{ resource: "CheckRun", code: "invalid", field: "annotations" }] } })
})

test("a conclusion completes the run, and a later run of the same name hides it", async () => {
  await using shop = await openShop()
  const octokit = installationOctokit(shop.sandbox, shop.repository)
  const head = { ...shop.place, name: "Check", head_sha: shop.pullRequest.headSha }
  const first = await octokit.checks.create({ ...head, conclusion: "neutral" })
  expect(first.data).toMatchObject({ status: "completed", conclusion: "neutral", completed_at: expect.any(String) })
  const second = await octokit.checks.create(head)
  const list = { ...shop.place, ref: shop.pullRequest.headSha }
  expect((await octokit.checks.listForRef(list)).data.check_runs.map((run) => run.id)).toEqual([second.data.id])
  expect((await octokit.checks.listForRef({ ...list, filter: "all" })).data.total_count).toBe(2)
})

test("a person cannot write checks, and a commit has to be there", async () => {
  await using shop = await openShop()
  const person = tokenOctokit(shop.sandbox, shop.sandbox.createUser("dev").token)
  expect((await refusal(person.checks.create({ ...shop.place, name: "Check", head_sha: shop.pullRequest.headSha }))).status).toBe(403)
  const octokit = installationOctokit(shop.sandbox, shop.repository)
  expect(await refusal(octokit.checks.create({ ...shop.place, name: "Check", head_sha: "a".repeat(40) }))).toMatchObject({
    status: 422,
    body: { message: `No commit found for SHA: ${"a".repeat(40)}` },
  })
})

test("a re-requested run stays as it is while its suite is queued", async () => {
  await using shop = await openShop()
  const octokit = installationOctokit(shop.sandbox, shop.repository)
  const { data } = await octokit.checks.create({ ...shop.place, name: "Check", head_sha: shop.pullRequest.headSha, conclusion: "success" })
  const [run] = shop.sandbox.read(shop.pullRequest).checkRuns
  if (run === undefined) throw new Error("no run was made")
  shop.sandbox.rerequestCheckRun(run, "dev")
  const suite = await octokit.checks.getSuite({ ...shop.place, check_suite_id: data.check_suite?.id ?? 0 })
  expect([run.status, suite.data.status]).toEqual(["completed", "queued"])
})
