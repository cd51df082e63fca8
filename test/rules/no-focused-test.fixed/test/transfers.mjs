import assert from "node:assert/strict"
import { describe, it, test } from "node:test"
import { transfer } from "../src/transfer.mjs"

// ruleid: no-focused-test
test("moves the amount", () => {
  assert.equal(transfer(7, 8, 100).amount, 100)
})

describe("transfer", () => {
  // ok: no-focused-test
  it("refuses negative amounts", () => {
    assert.throws(() => transfer(7, 8, -1))
  })
})
