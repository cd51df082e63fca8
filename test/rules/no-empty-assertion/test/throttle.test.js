// @ts-nocheck fixture
import assert from "node:assert/strict"
import { beforeEach, it } from "node:test"
import { expect } from "vitest"
import { Throttle } from "../src/throttle.js"

let throttle
beforeEach(() => {
  throttle = new Throttle()
})

it("lets the account in again", async () => {
  // ruleid: no-empty-assertion
  assert.ok(throttle.isAllowed("ada"))
  // ruleid: no-empty-assertion
  expect(throttle.isAllowed("ada")).toBeTruthy()
  // ruleid: no-empty-assertion
  expect(throttle.isAllowed("ada")).not.toBe(false)
  // ok: no-empty-assertion
  assert.ok(await throttle.isAllowed("ada"))
  // ok: no-empty-assertion
  await expect(throttle.isAllowed("ada")).resolves.toBe(true)
  // ok: no-empty-assertion
  expect(throttle.isAllowed("ada")).toBeInstanceOf(Promise)
  // ok: no-empty-assertion
  assert.ok(throttle.limit())
})
