import { createHash } from "node:crypto"
import { afterEach, beforeEach, expect, test, vi } from "vitest"
import { composeRequest } from "../../../src/expert/request/compose-request.ts"
import type { ComposedRequest, RequestSettings, Turn } from "../../../src/expert/request/compose-request.ts"
import { startInOrder } from "../../../src/expert/loop/start-in-order.ts"
import { callsTools, says } from "../../support/fake-anthropic/reply.ts"
import { answerSchema, largePasses, noSignal, openStage, prefix, requestOf, toolBox, wholeAnswer } from "../loop/passes.ts"

beforeEach(() => void vi.useFakeTimers({ toFake: ["Date"] }))
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllEnvs()
})

const settings: RequestSettings = { effort: "medium", carrier: "tool-result", instructedBy: "user", tools: toolBox.definitions }
const opening = { model: "claude-sonnet-5-5", maxTokens: 32_000, conversation: { turns: [], mustAnswer: false } }

/** The bytes that the provider's cache compares, as they are sent. */
function prefixBytes(request: ComposedRequest): string {
  const { model, tools, system, messages, thinking, tool_choice: choice, output_config: output } = request
  return JSON.stringify([model, tools, system, messages.slice(0, 3), thinking, choice, output])
}

/** The same value with its properties set in another order. */
function shuffle(value: unknown, random: () => number): unknown {
  if (Array.isArray(value)) return value.map((item) => shuffle(item, random))
  if (typeof value !== "object" || value === null) return value
  const entries = Object.entries(value).map(([key, item]) => [random(), key, shuffle(item, random)] as const)
  return Object.fromEntries(entries.toSorted(([a], [b]) => a - b).map(([, key, item]) => [key, item]))
}

function createRandom(seed: number): () => number {
  let state = seed
  return () => (state = (state * 1_103_515_245 + 12_345) % 2_147_483_648)
}

test("all large passes of a review begin with the same bytes, whatever the order of keys, the clock and the locale", () => {
  const hashes = new Set<string>()
  for (let run = 0; run < 100; run += 1) {
    vi.setSystemTime(new Date(Date.UTC(2026, run % 12, 1 + (run % 28), run % 24)))
    vi.stubEnv("LC_ALL", ["C", "tr_TR.UTF-8", "de_DE.UTF-8", "lt_LT.UTF-8"][run % 4])
    vi.stubEnv("TZ", ["UTC", "Asia/Kathmandu", "America/St_Johns"][run % 3])
    const random = createRandom(run)
    for (const pass of largePasses) {
      const request = shuffle(requestOf(pass, { schema: answerSchema }), random) as ReturnType<typeof requestOf>
      const shuffled = shuffle(settings, random) as RequestSettings
      hashes.add(
        createHash("sha256")
          .update(prefixBytes(composeRequest(request, shuffled, opening)))
          .digest("hex"),
      )
    }
  }
  expect(hashes.size).toBe(1)
})

test("the requests that arrive have the same bytes too, in every pass and every turn", async () => {
  await using stage = await openStage()
  stage.server.script("*", ({ body }) =>
    (body["messages"] as unknown[]).length < 6 ? callsTools([{ name: "read", input: { path: "a.ts" } }]) : says(wholeAnswer),
  )
  await startInOrder(
    stage.runPass,
    largePasses.map((pass) => requestOf(pass)),
    noSignal(),
  )
  const bodies = stage.server.journal.map(({ bytes }) => JSON.parse(bytes.toString("utf8")) as ComposedRequest)
  expect(bodies.length).toBeGreaterThan(largePasses.length)
  expect(new Set(bodies.map(prefixBytes)).size).toBe(1)
})

test("the model writes its answer in the order in which we name the fields", () => {
  const { output_config: output } = composeRequest(requestOf("refute"), settings, opening)
  expect(JSON.stringify(output)).toContain('"properties":{"kind":{"enum":["findings","verdicts"],"type":"string"},"findings":')
})

test("carries what others wrote in tool results alone, or all of it as text where tools cannot be seeded", () => {
  const { messages } = composeRequest(requestOf("refute"), settings, opening)
  const texts = messages.flatMap(({ content }) => content as { type: string; text?: string }[]).filter(({ type }) => type === "text")
  expect(texts.map(({ text }) => text)).toEqual([
    "Load the pull request under review.",
    "Load what the next question is about.",
    "Pass: refute\n\nDo what refute does.",
  ])
  const plain = composeRequest(requestOf("refute"), { ...settings, carrier: "text" }, opening)
  expect(plain.messages.map(({ content }) => (content as { text: string }[])[0]?.text)).toEqual([
    prefix.pack,
    requestOf("refute").data,
    "Pass: refute\n\nDo what refute does.",
  ])
  expect(plain.tools?.map((tool) => "name" in tool && tool.name)).toEqual(["read", "grep"])
})

test("can instruct by system turns between the others", () => {
  const { messages } = composeRequest(requestOf("refute"), { ...settings, instructedBy: "system" }, opening)
  expect(messages.at(-1)).toMatchObject({ role: "system" })
})

test("keeps a large pack for an hour, and a small one for five minutes", () => {
  const lifetime = (pack: string, effort: RequestSettings["effort"] = "medium") => {
    const { messages } = composeRequest(requestOf("find-all", { prefix: { ...prefix, pack } }), { ...settings, effort }, opening)
    return /"ttl":"(\w+)"/.exec(JSON.stringify(messages[2]))?.[1]
  }
  expect([lifetime("x".repeat(1000)), lifetime("x".repeat(200_000)), lifetime("x", "high")]).toEqual(["5m", "1h", "1h"])
})

test("no conversation carries more than four markers, and hour markers come first", () => {
  const turn = (calls: number): Turn => ({
    said: Array.from({ length: calls }, (_, index) => ({ type: "tool_use", id: `t${index}`, name: "read", input: {} })) as never,
    answered: Array.from({ length: calls }, (_, index) => ({ type: "tool_result", tool_use_id: `t${index}`, content: "{}" })),
  })
  for (let turns = 0; turns < 14; turns += 1) {
    for (const calls of [1, 8]) {
      const request = composeRequest(requestOf("find-all"), settings, {
        ...opening,
        conversation: { turns: Array.from({ length: turns }, () => turn(calls)), mustAnswer: turns === 13 },
      })
      const lifetimes = [...JSON.stringify([request.tools, request.system, request.messages]).matchAll(/"ttl":"(\w+)"/g)].map(
        ([, ttl]) => ttl,
      )
      expect(lifetimes.length).toBeLessThanOrEqual(4)
      expect(lifetimes.lastIndexOf("1h")).toBe(lifetimes.filter((ttl) => ttl === "1h").length - 1)
    }
  }
})

test("the small passes have their own system text, no tools to look around with, and no marker", () => {
  const request = composeRequest(requestOf("intent"), settings, opening)
  expect(request.tools?.map((tool) => "name" in tool && tool.name)).toEqual(["load_question"])
  expect(JSON.stringify(request)).not.toContain("cache_control")
  expect(JSON.stringify(request)).not.toContain(prefix.system)
})
