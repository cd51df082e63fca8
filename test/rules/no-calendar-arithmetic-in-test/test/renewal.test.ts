// @ts-nocheck fixture
import assert from "node:assert/strict"
import { expect, it } from "vitest"
import { monthName, renew } from "../src/renewal.ts"

it("renews in the next month", () => {
  // ruleid: no-calendar-arithmetic-in-test
  expect(renew().at.getUTCMonth()).toBe(new Date().getUTCMonth() + 1)
  const now = new Date()
  // ruleid: no-calendar-arithmetic-in-test
  expect(renew().at.getDate()).toEqual(now.getDate() + 14)
  // ruleid: no-calendar-arithmetic-in-test
  assert.equal(renew().at.getHours(), now.getHours() + 1)
})

it("renews a year later", () => {
  // ok: no-calendar-arithmetic-in-test
  expect(renew().at.getMonth()).toBe((new Date().getMonth() + 1) % 12)
  // ok: no-calendar-arithmetic-in-test
  expect(renew().at.getFullYear()).toBe(new Date().getFullYear() + 1)
  // Numbers of months begin with one for people.
  // ok: no-calendar-arithmetic-in-test
  expect(monthName()).toBe(new Date().getMonth() + 1)
  const start = new Date("2024-03-04T00:00:00Z")
  // ok: no-calendar-arithmetic-in-test
  expect(renew(start).at.getUTCMonth()).toBe(start.getUTCMonth() + 1)
})
