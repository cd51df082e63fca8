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

// Called by a clock: the map is gone with the round.
export async function checkAll(watches) {
  const asked = new Map()
  const ask = (watch) => {
    const known = asked.get(watch.owner)
    if (known) return known
    const pending = fetch(`https://users.example/${watch.owner}`)
    // ok: no-cached-rejection
    asked.set(watch.owner, pending)
    return pending
  }
  return await Promise.all(watches.map(ask))
}

export function createAsker() {
  const asked = new Map()
  return (owner) => {
    const known = asked.get(owner)
    if (known) return known
    const pending = fetch(`https://users.example/${owner}`)
    // ruleid: no-cached-rejection
    asked.set(owner, pending)
    return pending
  }
}
