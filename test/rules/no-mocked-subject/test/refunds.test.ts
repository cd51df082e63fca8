// @ts-nocheck fixture
import { beforeEach, expect, it, vi } from "vitest"
import { Refunds } from "../src/refunds.ts"

let service: Refunds
const gateway = { refund: vi.fn() }

beforeEach(() => {
  service = new Refunds(gateway, {})
})

it("refunds the unused days", async () => {
  // ruleid: no-mocked-subject
  vi.spyOn(service, "unused").mockReturnValue(9_500)
  const result = await service.refund({ id: 1 }, Date.now())
  expect(result.amount).toBe(9_500)
  expect(gateway.refund).toHaveBeenCalledWith(1, 9_500)
})

it("gives a number", async () => {
  // It asks somebody else.
  // ok: no-mocked-subject
  vi.spyOn(service, "number").mockResolvedValue(4711)
  expect((await service.refund({ id: 1 }, Date.now())).id).toBe(4711)
})

it("labels", async () => {
  // Another test calls it.
  // ok: no-mocked-subject
  vi.spyOn(service, "label").mockReturnValue("large")
  expect((await service.refund({ id: 1 }, Date.now())).label).toBe("large")
})

it("tells large from small", () => {
  expect(service.label(20_000)).toBe("large")
})

it("asserts something else", async () => {
  // ok: no-mocked-subject
  vi.spyOn(service, "unused").mockReturnValue(12_000)
  expect((await service.refund({ id: 1 }, Date.now())).label).toBe("large")
})
