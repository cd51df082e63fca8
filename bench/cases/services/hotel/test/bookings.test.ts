import { expect, test } from "vitest"
import { buildApp } from "../src/app.js"

test("bookings are for clerks who are signed in", async () => {
  const app = await buildApp("a secret of this test alone, long enough")
  const response = await app.inject({ url: "/bookings" })
  expect(response.statusCode).toBe(401)
})
