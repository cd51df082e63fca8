// @ts-nocheck fixture
import { beforeEach, expect, it, vi } from "vitest"
import { renew } from "../src/renewal.ts"

beforeEach(() => vi.useFakeTimers({ now: new Date("2024-03-04T00:00:00Z") }))

it("renews in the next month", () => {
  // ok: no-calendar-arithmetic-in-test
  expect(renew().at.getUTCMonth()).toBe(new Date().getUTCMonth() + 1)
})
