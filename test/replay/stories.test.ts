import { afterAll, beforeAll, expect, test } from "vitest"
import type { Side } from "../../bench/corpus/change.ts"
import { readCases } from "../../bench/eval/case.ts"
import type { EvalCase } from "../../bench/eval/case.ts"
import { awaitReview, openScene } from "../../src/cli/scene.ts"
import type { Scene } from "../../src/cli/scene.ts"
import { defaultPolicy } from "../../src/model/policy.ts"
import type { SandboxRepository } from "../../src/sandbox/sandbox-repository.ts"
import type { SandboxPullRequest } from "../../src/sandbox/sandbox.ts"
import { startCassettes } from "../support/cassettes/start-cassettes.ts"
import type { CassetteServer } from "../support/cassettes/start-cassettes.ts"
import { breachesOf } from "./contract.ts"

// Half a dozen of what `replay.test.ts` replays, through everything: webhook, queue, git, the processes, GitHub. Half of them clean.
const bench = new URL("../../bench/", import.meta.url).pathname
const stories = ["any-file", "cancel-of-anybody", "search-by-text"]
const cases = readCases(`${bench}cases`, null)
const changes = stories.map((id) => cases.find((each) => each.id === id)!)

interface Told {
  readonly evalCase: EvalCase
  readonly repository: SandboxRepository
  readonly pullRequest: SandboxPullRequest
}

const opening = new AsyncDisposableStack()
let scene: Scene
let cassettes: CassetteServer
const told: Told[] = []

beforeAll(async () => {
  cassettes = opening.use(await startCassettes({ folder: `${bench}cassettes`, record: null }))
  const model = {
    model: "claude-sonnet-5-5",
    smallModel: "claude-haiku-5-5",
    fallbackModel: null,
    effort: "medium" as const,
    environment: { ANTHROPIC_API_KEY: "sk-ant-of-nobody", ANTHROPIC_BASE_URL: cassettes.url },
  }
  scene = opening.use(await openScene({ port: 0, model }))
  for (const evalCase of changes) for (const head of [evalCase.head, evalCase.mended!]) told.push(await open(scene, evalCase, head))
  await all((each) => reviewed(each))
}, 300_000)
afterAll(() => opening.disposeAsync())

test("every pull request is reviewed with the model, and keeps what is promised to its readers", () => {
  expect(cassettes.misses).toEqual([])
  for (const { evalCase, pullRequest } of told) {
    const { comments, threads, reviews, checkRuns } = scene.sandbox.read(pullRequest)
    const [report, ...others] = comments
    expect(others).toEqual([])
    expect(reviews.length).toBeLessThanOrEqual(1)
    expect(checkRuns).toHaveLength(1)
    expect(report?.body).toContain("claude-sonnet-5-5")
    const bodies = (kind: "line" | "file") =>
      threads.filter(({ subjectType }) => subjectType === kind).map((thread) => thread.comments[0]!.body)
    const written = { report: report!.body, inline: bodies("line"), files: bodies("file") }
    expect(breachesOf(written, defaultPolicy.max_comments), evalCase.id).toEqual([])
  }
})

test("a second run on the same head writes nothing but its check", async () => {
  const before = scene.sandbox.writes().length
  await all(async (each) => {
    const run = scene.sandbox.read(each.pullRequest).checkRuns[0]!
    scene.sandbox.rerequestCheckRun(run, "mara")
    await until(() => scene.sandbox.read(each.pullRequest).checkRuns.filter(({ status }) => status === "completed").length === 2)
  })
  const writes = scene.sandbox
    .writes()
    .slice(before)
    .map(({ operationId }) => operationId)
  expect(writes.filter((operation) => operation?.startsWith("checks/") === false && !operation.startsWith("apps/"))).toEqual([])
  expect(cassettes.misses).toEqual([])
}, 300_000)

async function open({ sandbox }: Scene, { title, body, base, id }: EvalCase, head: Side): Promise<Told> {
  const repository = await sandbox.createRepository({
    owner: "acme",
    name: `shop-${told.length}`,
    files: textsOf(base),
    roles: { mara: "write" },
  })
  // Its subject is what the model is told of the commits.
  await repository.commit({ branch: "change", files: textsOf(head, base), message: title })
  const pullRequest = await sandbox.openPullRequest({ repository, title, body, base: "main", head: "change", author: "mara" })
  return { evalCase: changes.find((each) => each.id === id)!, repository, pullRequest }
}

async function reviewed({ pullRequest }: Told): Promise<void> {
  if ((await awaitReview(scene.sandbox, pullRequest, AbortSignal.timeout(250_000))) === null) throw new Error("The review did not end.")
}

async function all(what: (each: Told) => Promise<void>): Promise<void> {
  await Promise.all(told.map(what))
  await scene.sandbox.settled()
}

async function until(condition: () => boolean): Promise<void> {
  for (const end = performance.now() + 250_000; performance.now() < end; await new Promise((resolve) => setTimeout(resolve, 50)))
    if (condition()) return
  throw new Error("This did not happen.")
}

/** The texts of a side, or of what differs from another one. */
function textsOf(side: Side, other?: Side): Record<string, string> {
  const changed = [...side.entries.values()].filter(({ path, id }) => other?.entries.get(path)?.id !== id)
  return Object.fromEntries(changed.map(({ path, id }) => [path, side.written.get(id)!]))
}
