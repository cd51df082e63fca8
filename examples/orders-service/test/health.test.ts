import request from "supertest"
import { describe, expect, it, vi } from "vitest"
import { testApp } from "./support/app.js"

describe("GET /healthz", () => {
  it("answers without a token while the database answers", async () => {
    const app = testApp({ $queryRaw: vi.fn().mockResolvedValue([]) })
    await request(app).get("/healthz").expect(200, { status: "ok" })
  })

  it("fails without details when the database does not answer", async () => {
    const app = testApp({ $queryRaw: vi.fn().mockRejectedValue(new Error("password authentication failed")) })
    const response = await request(app).get("/healthz").expect(500)
    expect(response.text).not.toContain("password")
  })
})
