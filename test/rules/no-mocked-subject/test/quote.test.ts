// @ts-nocheck fixture
import { expect, it, vi } from "vitest"
import { limits, hit } from "../src/throttle.ts"
import { rate } from "../src/rates.ts"
import { quote } from "../src/refunds.ts"

// A part stays what it is.
// ok: no-mocked-subject
vi.mock("../src/throttle.ts", async (importOriginal) => ({ ...(await importOriginal()), hit: vi.fn() }))
// A fake that works is read back.
const saved = []
// ok: no-mocked-subject
vi.mock("../src/rates.ts", () => ({ rate: vi.fn(async () => saved.length) }))

it("quotes", async () => {
  vi.mocked(rate).mockResolvedValue(1.2)
  vi.mocked(hit).mockResolvedValue({ allowed: true })
  expect(await quote("EUR", "USD", 100)).toBe(120)
  expect(await rate()).toBe(0)
  expect(limits.of("free")).toBe(10)
})
