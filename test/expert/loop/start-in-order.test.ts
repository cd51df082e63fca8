import { expect, test } from "vitest"
import { startInOrder } from "../../../src/expert/loop/start-in-order.ts"
import type { PassRequest, PassResult, RunPass } from "../../../src/expert/pass.ts"

const request = (label: string): PassRequest => ({
  pass: "find-correctness",
  label,
  prefix: null,
  system: "",
  instruction: "",
  data: "",
  schema: {},
  limits: { toolCalls: 0, turns: 1, maxTokens: 1 },
})

/** Records what happens and lets the test decide when it happens. */
function staged() {
  const events: string[] = []
  const begin = new Map<string, () => void>()
  const end = new Map<string, (error?: Error) => void>()
  const runPass: RunPass = ({ label }, _signal, onStarted) => {
    events.push(`asked ${label}`)
    return new Promise((resolve, reject) => {
      begin.set(label, () => onStarted?.())
      end.set(label, (error) => {
        if (error === undefined) resolve({ answer: label } as PassResult)
        else reject(error)
      })
    })
  }
  return { events, begin, end, runPass }
}

const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve))

test("asks the others only when the answer of the first begins", async () => {
  const { events, begin, end, runPass } = staged()
  const all = startInOrder(runPass, ["a", "b", "c"].map(request), new AbortController().signal)
  await settle()
  expect(events).toEqual(["asked a"])
  begin.get("a")?.()
  await settle()
  expect(events).toEqual(["asked a", "asked b", "asked c"])
  for (const label of ["c", "a", "b"]) end.get(label)?.()
  expect((await all).map((result) => result.answer)).toEqual(["a", "b", "c"])
})

test("goes on with the others when the first one ends without having begun", async () => {
  const { events, end, runPass } = staged()
  const all = startInOrder(runPass, ["a", "b"].map(request), new AbortController().signal)
  await settle()
  end.get("a")?.()
  await settle()
  expect(events).toEqual(["asked a", "asked b"])
  end.get("b")?.()
  await all
})

test("keeps to the number that may run at the same time", async () => {
  const { events, begin, end, runPass } = staged()
  const all = startInOrder(runPass, ["a", "b", "c"].map(request), new AbortController().signal, { atOnce: 2 })
  await settle()
  begin.get("a")?.()
  await settle()
  expect(events).toEqual(["asked a", "asked b"])
  end.get("b")?.()
  await settle()
  expect(events).toEqual(["asked a", "asked b", "asked c"])
  end.get("a")?.()
  end.get("c")?.()
  await all
})

test("throws only after every pass that had started has ended", async () => {
  const { begin, end, runPass } = staged()
  const all = startInOrder(runPass, ["a", "b"].map(request), new AbortController().signal)
  let isOver = false
  const ended = all.catch((error: unknown) => error).finally(() => (isOver = true))
  await settle()
  begin.get("a")?.()
  await settle()
  end.get("a")?.(new Error("stopped"))
  await settle()
  expect(isOver).toBe(false)
  end.get("b")?.()
  expect(await ended).toEqual(new Error("stopped"))
})
