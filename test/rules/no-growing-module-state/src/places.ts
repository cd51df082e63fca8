// @ts-nocheck fixture
import express from "express"
import { LRUCache } from "lru-cache"
import { ask, compile } from "./ask.ts"

const app = express()
const places = new Map<string, unknown>()
const bounded = new LRUCache({ max: 1_000 })
const compiled = new Map<string, unknown>()
const answers = new Map()

async function placesOf(text: string) {
  const query = text.trim().toLowerCase()
  // ruleid: no-growing-module-state
  places.set(query, await ask(query))
  // ok: no-growing-module-state
  bounded.set(query, places.get(query))
  return places.get(query)
}

function statement(text: string) {
  // The program's own texts are as many as were written.
  // ok: no-growing-module-state
  compiled.set(text, compile(text))
  return compiled.get(text)
}

async function answerOf(question) {
  // ruleid: no-growing-module-state
  answers.set(question, await ask(question))
  return answers.get(question)
}

app.get("/places", async (req, res) => {
  res.json([await placesOf(req.query.q), statement("SELECT 1"), await answerOf(req.query.q)])
})
