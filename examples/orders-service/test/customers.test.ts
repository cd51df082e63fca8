import { Prisma } from "@prisma/client"
import request from "supertest"
import { describe, expect, it, vi } from "vitest"
import { bearer, testApp } from "./support/app.js"

const id = "7f0c2f0e-6a53-4f07-9c39-0f6f1f9b7d11"

describe("GET /customers/:id", () => {
  it("answers 404 for an unknown customer", async () => {
    const app = testApp({ customer: { findUnique: vi.fn().mockResolvedValue(null) } })
    await request(app).get(`/customers/${id}`).set("authorization", bearer()).expect(404)
  })
})

describe("POST /customers", () => {
  it("creates a customer with a normalised address", async () => {
    const create = vi.fn().mockImplementation(({ data }) => Promise.resolve({ id, ...data }))
    const app = testApp({ customer: { create } })
    const response = await request(app)
      .post("/customers")
      .set("authorization", bearer())
      .send({ email: " Ada@Example.com", name: "Ada" })
      .expect(201)
    expect(response.body).toMatchObject({ email: "ada@example.com" })
  })

  it("answers 409 when the address is taken", async () => {
    const taken = new Prisma.PrismaClientKnownRequestError("unique", { code: "P2002", clientVersion: "6" })
    const app = testApp({ customer: { create: vi.fn().mockRejectedValue(taken) } })
    await request(app).post("/customers").set("authorization", bearer()).send({ email: "a@b.org", name: "A" }).expect(409)
  })
})
