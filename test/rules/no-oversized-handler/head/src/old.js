import express from "express"
export const router = express.Router()
// ok: no-oversized-handler
router.post("/old", async (req, res) => {
  if (req.body.kind === "k0") {
    const value0 = req.body.value + 0
    const sum0 = value0 * 3
    await store.save({
      kind: "k0",
      value: value0,
      sum: sum0,
    })
    return res.json({ kind: 0 })
  }
  if (req.body.kind === "k1") {
    const value1 = req.body.value + 1
    const sum1 = value1 * 3
    await store.save({
      kind: "k1",
      value: value1,
      sum: sum1,
    })
    return res.json({ kind: 1 })
  }
  if (req.body.kind === "k2") {
    const value2 = req.body.value + 2
    const sum2 = value2 * 3
    await store.save({
      kind: "k2",
      value: value2,
      sum: sum2,
    })
    return res.json({ kind: 2 })
  }
  if (req.body.kind === "k3") {
    const value3 = req.body.value + 3
    const sum3 = value3 * 3
    await store.save({
      kind: "k3",
      value: value3,
      sum: sum3,
    })
    return res.json({ kind: 3 })
  }
  if (req.body.kind === "k4") {
    const value4 = req.body.value + 4
    const sum4 = value4 * 3
    await store.save({
      kind: "k4",
      value: value4,
      sum: sum4,
    })
    return res.json({ kind: 4 })
  }
  if (req.body.kind === "k5") {
    const value5 = req.body.value + 5
    const sum5 = value5 * 3
    await store.save({
      kind: "k5",
      value: value5,
      sum: sum5,
    })
    return res.json({ kind: 5 })
  }
  if (req.body.kind === "k6") {
    const value6 = req.body.value + 6
    const sum6 = value6 * 3
    await store.save({
      kind: "k6",
      value: value6,
      sum: sum6,
    })
    return res.json({ kind: 6 })
  }
  if (req.body.kind === "k7") {
    const value7 = req.body.value + 7
    const sum7 = value7 * 3
    await store.save({
      kind: "k7",
      value: value7,
      sum: sum7,
    })
    return res.json({ kind: 7 })
  }
  if (req.body.kind === "k8") {
    const value8 = req.body.value + 8
    const sum8 = value8 * 3
    await store.save({
      kind: "k8",
      value: value8,
      sum: sum8,
    })
    return res.json({ kind: 8 })
  }
  if (req.body.kind === "k9") {
    const value9 = req.body.value + 9
    const sum9 = value9 * 3
    await store.save({
      kind: "k9",
      value: value9,
      sum: sum9,
    })
    return res.json({ kind: 9 })
  }
  if (req.body.kind === "k10") {
    const value10 = req.body.value + 10
    const sum10 = value10 * 3
    await store.save({
      kind: "k10",
      value: value10,
      sum: sum10,
    })
    return res.json({ kind: 10 })
  }
  if (req.body.kind === "k11") {
    const value11 = req.body.value + 11
    const sum11 = value11 * 3
    await store.save({
      kind: "k11",
      value: value11,
      sum: sum11,
    })
    return res.json({ kind: 11 })
  }
  if (req.body.kind === "k12") {
    const value12 = req.body.value + 12
    const sum12 = value12 * 3
    await store.save({
      kind: "k12",
      value: value12,
      sum: sum12,
    })
    return res.json({ kind: 12 })
  }
  res.status(400).end()
})
