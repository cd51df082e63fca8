import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest"
import { openStory, ordersWithInjection, writesOf } from "./story.ts"
import type { Story } from "./story.ts"

let story: Story
beforeAll(async () => {
  story = await openStory()
})
afterEach(() => {
  story.sandbox.faults.clear()
})
afterAll(async () => {
  await story[Symbol.asyncDispose]()
})

const isInjection = ({ comments: [comment] }: { comments: readonly { body: string }[] }) =>
  comment?.body.includes("no-sql-injection") === true
const isSettled = {
  checkRuns: (pullRequest: Parameters<Story["reviewed"]>[0]) =>
    story.sandbox.read(pullRequest).checkRuns.every(({ status }) => status === "completed"),
}

describe("files that no tool likes", () => {
  test("are reviewed as far as possible and named in the coverage", async () => {
    const crlf = ordersWithInjection().replaceAll("\n", "\r\n")
    const pullRequest = await story.open({
      "src/orders.js": crlf,
      "src/broken.js": "export function broken( {\n  return 1\n",
      "src/latin.js": Buffer.from("export const caf\u00e9 = 1\n", "latin1"),
      "src/huge.js": `export const huge = "${"x".repeat(20 * 1024 * 1024)}"\n`,
      "src/data.bin": Buffer.from([0, 1, 2, 3, 0]),
      'src/with space/it\'s "quoted" ünï.js': "export const odd = 1\n",
      ".gitattributes": "*.js -diff export-ignore\n",
    })
    const { checkRuns, threads, comments } = await story.reviewed(pullRequest)

    expect(threads.filter(isInjection).map(({ path, line }) => [path, line])).toEqual([["src/orders.js", 8]])
    const everything = `${checkRuns[0]?.output.summary}\n${checkRuns[0]?.output.text}\n${comments[0]?.body}`
    for (const name of ["src/broken.js", "src/latin.js", "src/huge.js", "src/data.bin"]) expect(everything).toContain(name)
    // What could not be looked at keeps the check from being green.
    expect(checkRuns[0]?.conclusion).toBe("neutral")
    expect(story.sandbox.violations()).toEqual([])
  })

  test("three thousand of them do not stop the review", async () => {
    const files: Record<string, string> = { "src/orders.js": ordersWithInjection() }
    for (let index = 0; index < 3_000; index++) files[`src/generated/part-${index}.js`] = `export const part${index} = ${index}\n`
    const pullRequest = await story.open(files)
    const { threads, checkRuns } = await story.reviewed(pullRequest)
    expect(checkRuns[0]?.conclusion).toMatch(/success|neutral/)
    expect(threads.length).toBeLessThanOrEqual(25)
    expect(`${checkRuns[0]?.output.text}${threads.map(({ comments: [comment] }) => comment?.body).join("\n")}`).toContain(
      "no-sql-injection",
    )
  })
})

describe("a settings file", () => {
  test("with a mistake is reported with its line, and the defaults review", async () => {
    const pullRequest = await story.open(
      { "src/orders.js": ordersWithInjection() },
      { base: { ".github/expert.yml": "version: 1\nmax_comments: many\n" } },
    )
    const { comments, threads } = await story.reviewed(pullRequest)
    expect(threads.some(isInjection)).toBe(true)
    expect(comments[0]?.body).toMatch(/expert\.yml.*line 2/is)
  })

  test("of the pull request itself changes nothing", async () => {
    const pullRequest = await story.open({
      "src/orders.js": ordersWithInjection(),
      ".github/expert.yml": "version: 1\nsections:\n  security: false\n",
    })
    expect((await story.reviewed(pullRequest)).threads.some(isInjection)).toBe(true)
  })

  test("of the base decides what blocks", async () => {
    const pullRequest = await story.open(
      { "src/orders.js": ordersWithInjection() },
      { base: { ".github/expert.yml": "version: 1\ngate: high\n" } },
    )
    expect((await story.reviewed(pullRequest)).checkRuns[0]?.conclusion).toBe("failure")
  })
})

describe("a fault", () => {
  test("after GitHub has written the review does not write it again", async () => {
    story.sandbox.faults.add({ kind: "status-after", operationId: "pulls/create-review" })
    const pullRequest = await story.open({ "src/orders.js": ordersWithInjection() })
    const { reviews, comments } = await story.reviewed(pullRequest)
    expect(story.sandbox.faults.remaining()).toBe(0)
    expect(reviews).toHaveLength(1)
    expect(comments).toHaveLength(1)
  })

  test("of git brings the job back, and it ends as if nothing had been", async () => {
    story.sandbox.faults.add({ kind: "reset", operationId: "git/upload-pack" })
    const pullRequest = await story.open({ "src/orders.js": ordersWithInjection() })
    const { reviews, checkRuns } = await story.reviewed(pullRequest)
    expect(story.sandbox.faults.remaining()).toBe(0)
    expect(reviews).toHaveLength(1)
    expect(checkRuns).toHaveLength(1)
  })

  test("by the secondary limit is waited out in the queue", async () => {
    story.sandbox.faults.add({ kind: "secondary-limit", operationId: "pulls/create-review", retryAfterSeconds: 1 })
    const pullRequest = await story.open({ "src/orders.js": ordersWithInjection() })
    const { reviews, checkRuns, comments } = await story.reviewed(pullRequest)
    expect([reviews.length, checkRuns.length, comments.length]).toEqual([1, 1, 1])
  })
})

describe("an App that is taken away", () => {
  test("from one repository while it reviews writes nothing there and goes on elsewhere", async () => {
    story.sandbox.faults.add({ kind: "slow", operationId: "repos/get-content", delayMs: 2_000 })
    const pullRequest = await story.open({ "src/orders.js": ordersWithInjection() })
    await story.until("the check", () => story.sandbox.read(pullRequest).checkRuns.length === 1)
    story.sandbox.removeFromInstallation(story.sandbox.installationOf(pullRequest.repository), pullRequest.repository)

    const other = await story.open({ "src/orders.js": ordersWithInjection() })
    await story.reviewed(other)
    expect(writesOf(story, pullRequest).filter((line) => line.startsWith("pulls/") || line.startsWith("issues/"))).toEqual([])
    expect(isSettled.checkRuns(other)).toBe(true)
  })
})
