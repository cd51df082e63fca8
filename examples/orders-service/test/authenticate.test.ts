import request from "supertest"
import { describe, it } from "vitest"
import { bearer, testApp } from "./support/app.js"

describe("authentication", () => {
  const app = testApp({})

  it.each([
    ["no header", ""],
    ["another scheme", "Basic dXNlcjpwYXNz"],
    ["a token nobody signed", "Bearer eyJhbGciOiJub25lIn0.e30."],
    ["an unknown role", bearer("visitor")],
  ])("refuses %s", async (_name, header) => {
    await request(app).get("/orders").set("authorization", header).expect(401)
  })
})
