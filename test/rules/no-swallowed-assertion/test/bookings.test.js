// @ts-nocheck fixture
import assert from "node:assert/strict"
import { once } from "node:events"
import { expect, it, vi } from "vitest"
import { book, ClashError, monitorOf } from "../src/bookings.js"

it("refuses overlapping bookings", () => {
  try {
    book("b")
    assert.fail("was accepted")
    // ruleid: no-swallowed-assertion
  } catch (error) {
    assert.ok(error instanceof Error)
  }
})

it("refuses them too", async () => {
  try {
    await book("c")
    throw new Error("was accepted")
    // ruleid: no-swallowed-assertion
  } catch (error) {
    expect(error).toBeDefined()
  }
})

it("refuses with the right error", () => {
  try {
    book("b")
    assert.fail("was accepted")
    // ok: no-swallowed-assertion
  } catch (error) {
    assert.ok(error instanceof ClashError)
  }
})

it("refuses with the right message", () => {
  try {
    book("b")
    assert.fail("was accepted")
    // ok: no-swallowed-assertion
  } catch (error) {
    expect(error.message).toBe("clash")
  }
})

it("reports a breach", () => {
  const monitor = monitorOf(8)
  // ruleid: no-swallowed-assertion
  monitor.on("breach", (breach) => {
    expect(breach.minutes).toBe(16)
  })
  monitor.report(9)
})

it("reports a breach to a mock", () => {
  const monitor = monitorOf(8)
  const heard = vi.fn()
  // ok: no-swallowed-assertion
  monitor.on("breach", (breach) => {
    expect(breach.minutes).toBe(16)
    heard()
  })
  monitor.report(9)
  expect(heard).toHaveBeenCalledOnce()
})

it("reports a breach and waits", async () => {
  const monitor = monitorOf(8)
  // ok: no-swallowed-assertion
  monitor.on("breach", (breach) => expect(breach.minutes).toBe(16))
  setImmediate(() => monitor.report(9))
  await once(monitor, "breach")
})

it("reports a breach and ends then", (done) => {
  const monitor = monitorOf(8)
  // ok: no-swallowed-assertion
  monitor.on("breach", (breach) => {
    expect(breach.minutes).toBe(16)
    done()
  })
  monitor.report(9)
})
