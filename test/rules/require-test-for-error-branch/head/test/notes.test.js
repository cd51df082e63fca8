it("lists notes", async () => {
  await request(app).get("/notes/1").expect(200)
})
