// @ts-nocheck fixture
import express from "express"

const app = express()
const AsyncFunction = Object.getPrototypeOf(async function () {}).constructor

app.post("/steps", async (req, res) => {
  // ruleid: no-code-injection
  const step = new AsyncFunction("context", req.body.source)
  const Generator = (function* () {}).constructor
  // ruleid: no-code-injection
  const steps = Generator(`yield ${req.body.value}`)
  // ok: no-code-injection
  const fixed = new AsyncFunction("context", "return context.value")
  res.json([await step({}), [...steps()], await fixed({ value: req.body.value })])
})
