import { beforeEach, describe, expect, test } from "vitest"
import { RetryableError } from "../../src/errors.ts"
import type { Annotation, CheckOutput } from "../../src/model/review.ts"
import { createGitHubDoor } from "../../src/publish/github-door.ts"
import { FakeGitHub, headSha, ref } from "./fake-github.ts"

let github: FakeGitHub

beforeEach(() => {
  github = new FakeGitHub()
})

const externalId = `v1:42:5:${headSha}`
const open = () => createGitHubDoor(github.clients).openCheck(ref, headSha)

function anOutput(annotations = 0): CheckOutput {
  const all = Array.from({ length: annotations }, (_, index): Annotation => ({
    fingerprint: `fp-${index}`,
    path: "src/a.ts",
    startLine: index + 1,
    endLine: index + 1,
    level: "notice",
    title: "t",
    message: `m ${index}`,
  }))
  return { conclusion: "success", title: "No findings", summary: "s", text: "t", annotations: all }
}

function aRun(changes: Record<string, unknown>) {
  return { id: 1, app: { id: 77 }, external_id: externalId, status: "in_progress", ...changes }
}

test("opens, reports and concludes one run that names its pull request", async () => {
  const check = await open()
  await check.progress("Reading", "2 files")
  await check.conclude(anOutput())
  expect(github.writes).toEqual(["POST /check-runs", "PATCH /check-runs/100", "PATCH /check-runs/100"])
  expect(github.bodies).toMatchInlineSnapshot(`
    [
      {
        "external_id": "v1:42:5:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "head_sha": "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa",
        "name": "Backend Expert",
        "status": "queued",
      },
      {
        "output": {
          "summary": "2 files",
          "title": "Reading",
        },
        "status": "in_progress",
      },
      {
        "conclusion": "success",
        "output": {
          "summary": "s",
          "text": "t",
          "title": "No findings",
        },
        "status": "completed",
      },
    ]
  `)
})

test("sends 143 annotations in three requests and concludes with the last", async () => {
  const check = await open()
  await check.conclude(anOutput(143))
  expect(github.writes).toHaveLength(4)
  expect(
    github.bodies.slice(1).map((body) => [(body["output"] as { annotations: unknown[] }).annotations.length, body["conclusion"]]),
  ).toEqual([
    [50, undefined],
    [50, undefined],
    [43, "success"],
  ])
})

describe("concluding again", () => {
  test("after everything arrived changes nothing", async () => {
    const check = await open()
    await check.conclude(anOutput(60))
    github.writes.length = 0
    await check.conclude(anOutput(60))
    expect(github.writes).toEqual([])
  })

  test("after a lost answer sends only what is missing", async () => {
    const check = await open()
    github.faults.push({ on: /check-runs/, answer: [502, ""], applied: true })
    await check.conclude(anOutput(143))
    expect(github.writes.map((write) => write.replace(/\d+ ?/, "N "))).toHaveLength(4)
    expect(github.annotations).toHaveLength(143)
    expect(github.checkRuns[0]).toMatchObject({ status: "completed", conclusion: "success" })
  })

  test("after the answer to the last request was lost sends nothing", async () => {
    const check = await open()
    github.faults.push({ on: /check-runs/, answer: [502, ""], applied: true })
    await check.conclude(anOutput(3))
    expect(github.annotations).toHaveLength(3)
    expect(github.writes).toEqual(["POST /check-runs", "PATCH /check-runs/100 → 502"])
  })

  test("in another process after a crash sends only what is missing", async () => {
    const check = await open()
    github.faults.push(
      { on: /PATCH/, answer: [200, {}], applied: true },
      { on: /PATCH/, answer: [502, ""], applied: false },
      { on: /PATCH/, answer: [502, ""], applied: false },
    )
    await expect(check.conclude(anOutput(143))).rejects.toBeInstanceOf(RetryableError)
    expect(github.annotations).toHaveLength(50)
    await (await open()).conclude(anOutput(143))
    expect(github.annotations).toHaveLength(143)
    expect(github.checkRuns).toMatchObject([{ status: "completed" }])
  })
})

describe("opening", () => {
  test.each([
    { name: "takes over an unfinished run of ours", run: aRun({}), writes: [] },
    { name: "takes over a queued run of ours", run: aRun({ status: "queued" }), writes: [] },
    { name: "leaves a finished run as history", run: aRun({ status: "completed" }), writes: ["POST /check-runs"] },
    { name: "leaves another App's run of the same name alone", run: aRun({ app: { id: 8 } }), writes: ["POST /check-runs"] },
    {
      name: "leaves the run of another pull request with the same head alone",
      run: aRun({ external_id: `v1:42:6:${headSha}` }),
      writes: ["POST /check-runs"],
    },
  ])("$name", async ({ run, writes }) => {
    github.checkRuns.push(run)
    await open()
    expect(github.writes).toEqual(writes)
  })

  test("cancels all but the newest of several unfinished runs", async () => {
    github.checkRuns.push(aRun({ id: 1 }), aRun({ id: 2 }))
    expect((await open()).checkRunId).toBe(2)
    expect(github.writes).toEqual(["PATCH /check-runs/1"])
    expect(github.checkRuns[0]).toMatchObject({ conclusion: "cancelled" })
  })

  test("finds the run whose answer was lost", async () => {
    github.faults.push({ on: /check-runs/, answer: [502, ""], applied: true })
    await expect(open()).rejects.toBeInstanceOf(RetryableError)
    expect((await open()).checkRunId).toBe(100)
    expect(github.checkRuns).toHaveLength(1)
  })
})

test("settles every unfinished run of a head, and no finished one", async () => {
  github.checkRuns.push(aRun({ id: 1 }), aRun({ id: 2, status: "completed", conclusion: "success" }))
  await createGitHubDoor(github.clients).settleChecks(ref, headSha, { ...anOutput(), conclusion: "cancelled" })
  expect(github.writes).toEqual(["PATCH /check-runs/1"])
  expect(github.checkRuns).toMatchObject([{ conclusion: "cancelled" }, { conclusion: "success" }])
})
