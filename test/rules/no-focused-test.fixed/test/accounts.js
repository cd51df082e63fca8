const request = require("supertest")
const { createApp } = require("../src/app")

// ruleid: no-focused-test
describe("GET /accounts/:id", () => {
  it("answers the account", async () => {
    await request(createApp()).get("/accounts/7").expect(200)
  })
})

describe("POST /accounts", () => {
  // ruleid: no-focused-test
  it("refuses a name that is taken", async () => {
    await request(createApp()).post("/accounts").send({ name: "petty cash" }).expect(409)
  })

  // ruleid: no-focused-test
  it("opens an account", async () => {
    await request(createApp()).post("/accounts").send({ name: "travel" }).expect(201)
  })

  // ruleid: no-focused-test
  it.each([["", 400], ["x".repeat(200), 400]])("answers %s with %i", async (name, status) => {
    await request(createApp()).post("/accounts").send({ name }).expect(status)
  })

  // ok: no-focused-test
  it.each([["travel"], ["rent"]])("takes the name %s", async (name) => {
    await request(createApp()).post("/accounts").send({ name }).expect(201)
  })

  // ok: no-focused-test
  it("answers only the fields asked for", async () => {
    const response = await request(createApp()).get("/accounts/7?only=name")
    expect(Object.keys(response.body)).toEqual(["name"])
  })
})

describe("the query builder", () => {
  it("selects columns", () => {
    const accounts = createApp().accounts
    // ok: no-focused-test
    const query = accounts.only("name", "balance")
    // ok: no-focused-test
    const fitted = accounts.fit("name", (row) => row.name.length)
    expect([query.sql, fitted.sql]).toMatchSnapshot()
  })
})

// ok: no-focused-test
describe.skip("closing an account", () => {
  it("pays the balance out", () => expect(createApp().close(7)).toBe(0))
})
