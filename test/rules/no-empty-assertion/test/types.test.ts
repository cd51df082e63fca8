// @ts-nocheck fixture
import { afterEach, describe, it } from "vitest"
import nock from "nock"
import { Orders } from "../src/orders.js"

describe("of names", () => {
  // ok: no-empty-assertion
  it("cannot set clashing names", () => {
    // @ts-expect-error - names must match
    new Orders().fromRecord<{ "test.order": { name: "test.other" } }>()
  })

  // ruleid: no-empty-assertion
  it("sets names", () => {
    new Orders().fromRecord<{ "test.order": { name: "test.order" } }>()
  })
})

describe("of requests", () => {
  afterEach(() => {
    expect(nock.isDone()).toBe(true)
  })

  describe("with headers", () => {
    // ok: no-empty-assertion
    it("sends the agent", async () => {
      nock("https://www.example.com").get("/").reply(200)
      await new Orders().send("https://www.example.com")
    })
  })
})

// ruleid: no-empty-assertion
it("sends no agent", async () => {
  nock("https://www.example.com").get("/").reply(200)
  await new Orders().send("https://www.example.com")
})
