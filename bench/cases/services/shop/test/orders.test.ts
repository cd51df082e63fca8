import request from "supertest"
import { expect, test } from "vitest"
import { app } from "../src/app.js"

test("orders are for people who are signed in", async () => {
  const response = await request(app).get("/orders")
  expect(response.status).toBe(401)
})
