// @ts-nocheck fixture
import { Controller, Get, Query } from "@nestjs/common"
import express from "express"
import { BoundedCache, Loader, Rates, rememberTitle, Rules, Seen, Suggestions, SweptCache, TtlCache } from "./caches.ts"

export function searches(knex) {
  const router = express.Router()
  const cache = new TtlCache()
  const bounded = new BoundedCache()
  const swept = new SweptCache()
  const rates = new Rates()
  const rules = new Rules()

  router.post("/rules", (req, res) => {
    rules.add(req.body.shopId, req.body.rule)
    res.status(201).end()
  })

  router.get("/search", async (req, res) => {
    const q = String(req.query.q ?? "").trim()
    const key = `de:${q}`
    const loader = new Loader()
    const hits = cache.get(key) ?? (await knex("products").where({ q }).limit(10))
    cache.set(key, hits)
    bounded.set(key, hits)
    swept.set(key, hits)
    loader.remember(key, hits)
    rates.set("de", 19)
    res.json({ hits, title: rememberTitle(req.query.title, hits[0]) })
  })
  return router
}

@Controller("suggestions")
export class SuggestionsController {
  constructor(
    private readonly suggestions: Suggestions,
    private readonly seen: Seen,
  ) {}

  @Get()
  async list(@Query("q") q: string) {
    await this.seen.suggest(q)
    return this.suggestions.suggest(q)
  }
}
