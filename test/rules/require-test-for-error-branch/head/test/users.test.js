it("refuses", async () => {
  await request(app).post("/users").expect(400)
})
