// @ts-nocheck fixture
import request from "supertest"
import { app } from "../src/app.js"

test("lists orders", async () => {
  await request(app).get("/orders").expect(200)
})

test("reads one order", async () => {
  const id = 1
  await request(app).get(`/orders/${id}`).expect(200)
})

test.each(["/orders/export", "/orders/late"])("answers %s", async (path) => {
  await request(app).get(path).expect(200)
})

// it("removes an order", async () => {
//   await request(app).delete("/orders/7").expect(204)
// })
