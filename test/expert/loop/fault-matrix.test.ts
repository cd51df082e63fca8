import { describe, expect, test } from "vitest"
import { recomputeUsd } from "../../support/fake-anthropic/recompute-cost.ts"
import { faults } from "./faults.ts"
import { allPasses, noSignal, openStage, requestOf } from "./passes.ts"

// Every fault in every pass: an ending with a name, never an exception, a hang or an answer taken for whole.
describe.each(allPasses)("%s", (pass) => {
  test.each(faults)(
    "ends well after $name",
    async ({ replies, flags, calls, answer, options, meanwhile, slept, waitsMs, countedShort = false }) => {
      await using stage = await openStage(options)
      stage.server.script(pass, replies)
      const running = stage.runPass(requestOf(pass), noSignal())
      await meanwhile?.(stage)
      const result = await running
      expect(result.degraded.map(({ flag }) => flag)).toEqual(flags)
      expect(result.degraded.map(({ pass: name }) => name)).toEqual(flags.map(() => pass))
      expect(JSON.stringify(result.degraded)).not.toContain("scripted")
      expect(result.answer).toEqual(answer)
      expect(stage.server.journal.length).toBe(calls ?? stage.server.journal.length)
      expect(result.usage.calls).toBe(stage.server.journal.length)
      const paid = recomputeUsd(stage.server.journal)
      expect(result.usage.usd).toBeCloseTo(countedShort ? Math.min(paid, result.usage.usd) : paid, 12)
      expect(stage.clock.slept).toEqual(slept ?? stage.clock.slept)
      expect(result.retryAt).toBe(waitsMs === undefined ? result.retryAt : stage.clock.now() + waitsMs)
    },
  )
})
