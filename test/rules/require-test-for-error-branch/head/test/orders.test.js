it("gives 404", async () => {
  await request(app).get("/orders/9").expect(404)
})
it("creates", async () => {
  await request(app).post("/orders").expect(201)
})
