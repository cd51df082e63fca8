// @ts-nocheck fixture
import { describe, expect, it, vi } from "vitest"
import { hit } from "../src/throttle.ts"

// ruleid: no-mocked-subject
vi.mock("../src/throttle.ts", () => ({ hit: vi.fn() }))

describe("hit", () => {
  it("allows", async () => {
    vi.mocked(hit).mockResolvedValue({ allowed: true, left: 1 })
    const verdict = await hit({}, "ip", 3)
    expect(verdict).toEqual({ allowed: true, left: 1 })
  })
})
