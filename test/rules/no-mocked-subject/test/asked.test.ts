// @ts-nocheck fixture
import { mock, test } from "node:test"
import sinon from "sinon"
import { expect, it, vi } from "vitest"
import * as pricing from "../src/quotes.ts"
import { Fees } from "../src/quotes.ts"

it("refunds", async () => {
  const service = new Fees({}, {})
  // ruleid: no-mocked-subject
  vi.spyOn(service, "charge").mockResolvedValue({ amount: 100, label: "small" })
  const charged = await service.charge({ id: 1 }, 5)
  expect(charged).toEqual({ amount: 100, label: "small" })
})

it("calls it small", () => {
  const service = new Fees({}, {})
  // ruleid: no-mocked-subject
  service.size = vi.fn().mockReturnValue("small")
  expect(service.size(1)).toBe("small")
})

it("works out the rest", () => {
  const service = new Fees({}, {})
  // ruleid: no-mocked-subject
  sinon.stub(Fees.prototype, "rest").returns(7)
  const left = service.rest({}, 5)
  expect(left).toBe(7)
})

it("quotes", async () => {
  // ruleid: no-mocked-subject
  vi.spyOn(pricing, "total").mockReturnValue(12)
  expect(pricing.total([1, 2])).toBe(12)
})

test("numbers", async () => {
  const service = new Fees({}, {})
  // ruleid: no-mocked-subject
  mock.method(service, "next", async () => 5)
  expect(await service.next()).toBe(5)
})

it("lets it run and watches", async () => {
  const service = new Fees({}, {})
  // ok: no-mocked-subject
  vi.spyOn(service, "size")
  expect(service.size(1)).toBe("small")
})

it("replaces what is used", async () => {
  const service = new Fees({ charge: vi.fn() }, {})
  // ok: no-mocked-subject
  vi.spyOn(service, "next").mockResolvedValue({})
  expect(await service.charge({ id: 1 }, 5)).toBeDefined()
})

it("puts it back", async () => {
  const service = new Fees({}, {})
  // ok: no-mocked-subject
  const spy = vi.spyOn(service, "size").mockReturnValue("none")
  spy.mockRestore()
  expect(service.size(1)).toBe("small")
})
