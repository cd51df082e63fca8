import request from "supertest"
import { app } from "../src/app.js"

// ruleid: require-status-in-route-test
it("lists orders", async () => {
  const answer = await request(app).get("/orders")
  expect(answer.body).toMatchSnapshot()
})

// ok: require-status-in-route-test
it("lists users", async () => {
  const answer = await request(app).get("/users")
  expect(answer.status).toBe(200)
  expect(answer.body).toMatchSnapshot()
})

// ok: require-status-in-route-test
it("renders", () => {
  expect(render()).toMatchSnapshot()
})
