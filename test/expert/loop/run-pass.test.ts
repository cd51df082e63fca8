import { expect, test } from "vitest"
import { callsTools, says } from "../../support/fake-anthropic/reply.ts"
import { allPasses, noSignal, openStage, requestOf, wholeAnswer } from "./passes.ts"

test.each(allPasses)("gives the answer of %s and what it took", async (pass) => {
  await using stage = await openStage()
  stage.server.script(pass, [says(wholeAnswer)])
  const result = await stage.runPass(requestOf(pass), noSignal())
  expect(result).toMatchObject({ answer: wholeAnswer, degraded: [], retryAt: null, usage: { calls: 1 } })
  expect(result.usage.usd).toBeGreaterThan(0)
  expect(stage.server.journal[0]?.headers["authorization"]).toBe("Bearer test-key")
  expect(stage.server.journal[0]?.body["stream"]).toBe(true)
})

test("lets the model use tools until it answers, and gives back what it said unchanged", async () => {
  await using stage = await openStage()
  stage.server.script("find-all", [
    callsTools([
      { name: "read", input: { path: "a.ts" } },
      { name: "grep", input: { pattern: "b" } },
    ]),
    says(wholeAnswer),
  ])
  const result = await stage.runPass(requestOf("find-all"), noSignal())
  expect(result).toMatchObject({ answer: wholeAnswer, degraded: [], usage: { calls: 2 } })
  const messages = stage.server.journal[1]?.body["messages"] as { role: string; content: Record<string, unknown>[] }[]
  expect(messages.at(-2)?.content.map((block) => block["type"])).toEqual(["thinking", "tool_use", "tool_use"])
  expect(messages.at(-2)?.content[0]).toEqual({ type: "thinking", thinking: "", signature: "signed" })
  expect(messages.at(-1)?.content.map((block) => block["type"])).toEqual(["tool_result", "tool_result"])
})
