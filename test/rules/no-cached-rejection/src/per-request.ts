// @ts-nocheck fixture
import express from "express"

class Visit {
  user = null

  load() {
    // ok: no-cached-rejection
    this.user ??= fetch(`https://users.example/${this.id}`)
    return this.user
  }
}

express().get("/visits/:id", async (req, res) => {
  const visit = new Visit(req.params.id)
  res.json(await visit.load())
})
