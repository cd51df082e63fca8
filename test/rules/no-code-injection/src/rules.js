// @ts-nocheck fixture
const vm = require("vm")
const express = require("express")
const serialize = require("node-serialize")
const { eval: safeEval } = require("notevil")

const router = express.Router()
const FORMULAS = { double: (x) => x * 2, half: (x) => x / 2 }

router.post("/contributions", (req, res) => {
  // ruleid: no-code-injection
  const before = eval(req.body.beforeTax)
  // ok: no-code-injection
  const after = Number(req.body.afterTax)
  res.json({ before, after })
})

router.post("/formula", (req, res) => {
  // ruleid: no-code-injection
  const formula = new Function("x", `return ${req.body.formula}`)
  // ok: no-code-injection
  const known = FORMULAS[req.body.name]
  res.json([formula(2), known?.(2)])
})

router.post("/script", (req, res) => {
  // ruleid: no-code-injection
  res.json(vm.runInNewContext(req.body.script, {}))
  // ok: no-code-injection
  res.json(vm.runInNewContext("1 + value", { value: req.body.value }))
})

router.post("/order", (req, res) => {
  const sandbox = { safeEval, lines: req.body.lines }
  vm.createContext(sandbox)
  // ruleid: no-code-injection
  vm.runInContext("safeEval(lines)", sandbox, { timeout: 2000 })
  const script = new vm.Script("const parsed = safeEval(lines); parsed.total")
  // ruleid: no-code-injection
  const total = script.runInNewContext({ safeEval, lines: req.body.lines })
  // ok: no-code-injection
  res.json([total, vm.runInContext("lines.length", sandbox)])
})

router.post("/upload", (req, res) => {
  // ruleid: no-code-injection
  res.json(serialize.unserialize(req.files.items.data.toString("utf8")))
  // ok: no-code-injection
  res.json(JSON.parse(req.files.others.data.toString("utf8")))
})

router.post("/import", (req, res) => {
  // ruleid: no-code-injection
  const items = serialize.unserialize(req.body.items)
  // ok: no-code-injection
  const others = JSON.parse(req.body.others)
  res.json([items, others])
})

module.exports = router
