import { expect, test } from "vitest"
import { says, fails, callsTools } from "../../support/fake-anthropic/reply.ts"
import type { JournalledRequest } from "../../support/fake-anthropic/start-fake-anthropic.ts"
import { noSignal, openStage, requestOf, toolBox, wholeAnswer } from "./passes.ts"

/** The blocks of the last turn that was sent. */
function lastTurn(request: JournalledRequest | undefined): readonly { readonly content?: string; readonly is_error?: boolean }[] {
  const messages = (request?.body["messages"] ?? []) as { content: { content?: string; is_error?: boolean }[] }[]
  return messages.at(-1)?.content ?? []
}

const stopped = new Error("a newer push owns the pull request")

test("stops a stream at once when the review is stopped", async () => {
  await using stage = await openStage()
  stage.server.script("find-all", [says(wholeAnswer, { fault: { stallsAt: 3 } })])
  const stop = new AbortController()
  const running = stage.runPass(requestOf("find-all"), stop.signal)
  await stage.server.stalled()
  stop.abort(stopped)
  await expect(running).rejects.toBe(stopped)
})

test("asks nobody when the review is stopped already", async () => {
  await using stage = await openStage()
  await expect(stage.runPass(requestOf("find-all"), AbortSignal.abort(stopped))).rejects.toBe(stopped)
  expect(stage.server.journal).toEqual([])
})

test("stops while it waits for the provider", async () => {
  const stop = new AbortController()
  await using stage = await openStage()
  stage.server.script("find-all", () => {
    stop.abort(stopped)
    return fails(529, "overloaded_error")
  })
  await expect(stage.runPass(requestOf("find-all"), stop.signal)).rejects.toBe(stopped)
  expect(stage.server.journal.length).toBe(1)
})

test("stops while a tool is at work", async () => {
  const stop = new AbortController()
  await using stage = await openStage({
    toolBox: {
      ...toolBox,
      call: () => {
        stop.abort(stopped)
        return Promise.reject(new Error("stopped"))
      },
    },
  })
  stage.server.script("find-all", [callsTools([{ name: "read", input: { path: "a.ts" } }])])
  await expect(stage.runPass(requestOf("find-all"), stop.signal)).rejects.toBe(stopped)
  expect(stage.server.journal.length).toBe(1)
})

test("a model that thinks in silence is not given up while the connection shows signs of life", async () => {
  await using stage = await openStage()
  stage.server.script("find-all", [says(wholeAnswer, { fault: { pingsAt: { event: 2, count: 5 } } })])
  const running = stage.runPass(requestOf("find-all"), noSignal())
  for (let ping = 0; ping < 5; ping += 1) {
    await stage.server.paused()
    for (let turn = 0; turn < 50; turn += 1) await new Promise((resolve) => setImmediate(resolve))
    stage.clock.advance(50_000)
    stage.server.resume()
  }
  expect((await running).answer).toEqual(wholeAnswer)
})

test("asks the provider no more after it refused our key, in no pass of any installation with that key", async () => {
  await using stage = await openStage()
  stage.server.script("*", () => fails(401, "authentication_error"))
  const first = await stage.runPass(requestOf("find-all"), noSignal())
  const second = await stage.runPass(requestOf("refute"), noSignal())
  expect(stage.server.journal.length).toBe(1)
  expect([first, second].map(({ degraded }) => degraded[0]?.flag)).toEqual(["circuit-open", "circuit-open"])
  expect(second.degraded[0]?.reason).toContain("set ANTHROPIC_API_KEY to a valid one")
  expect(stage.breaker.of("key", 2).admit()).toBe(false)
})

test("answers a model that asks for too much at once, for what does not exist, or for what it was given", async () => {
  const worked: string[] = []
  await using stage = await openStage({
    toolBox: {
      ...toolBox,
      call: (name) => {
        worked.push(name)
        return Promise.resolve({ text: "{}", isError: false })
      },
    },
  })
  stage.server.script("find-all", [
    callsTools([
      { name: "load_review_pack", input: {} },
      { name: "shell", input: { command: "env" } },
      ...Array.from({ length: 50 }, () => ({ name: "read", input: { path: "a.ts" } })),
    ]),
    says(wholeAnswer),
  ])
  const result = await stage.runPass(requestOf("find-all", { limits: { toolCalls: 50, turns: 4, maxTokens: 32_000 } }), noSignal())
  expect(result).toMatchObject({ answer: wholeAnswer, degraded: [] })
  expect(worked.length).toBeLessThanOrEqual(8)
  const [, second] = stage.server.journal
  const results = lastTurn(second)
  expect(results.length).toBe(52)
  expect(results.filter(({ is_error: isError }) => isError === true).length).toBe(52 - worked.length)
})

test("turns a tool away once when the answer is due, then gives the answer that comes", async () => {
  await using stage = await openStage()
  const look = callsTools([{ name: "read", input: { path: "a.ts" } }])
  stage.server.script("find-all", [look, look, look, look, says(wholeAnswer)])
  const result = await stage.runPass(requestOf("find-all"), noSignal())
  expect(result.answer).toEqual(wholeAnswer)
  expect(result.degraded.map(({ flag }) => flag)).toEqual(["tool-budget"])
  expect(lastTurn(stage.server.journal.at(-1))[0]?.content).toBe('{"error":"budget exhausted, answer now"}')
})
