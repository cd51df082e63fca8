// @ts-nocheck fixture
const express = require("express")
const { MongoClient } = require("mongodb")
const { AllocationsDAO } = require("./allocations-dao")

const db = new MongoClient(process.env.MONGO_URL).db("bank")
const dao = new AllocationsDAO(db)
const router = express.Router()

router.get("/allocations", (req, res) => {
  dao.above(req.query.threshold, (error, rows) => res.json(rows))
  dao.between(req.query.low, req.query.high, (error, rows) => res.json(rows))
  dao.of(req.query.user, (error, rows) => res.json(rows))
})

router.post("/tokens", async (req, res) => {
  // ruleid: no-nosql-injection
  res.json(await db.collection("tokens").findOne({ token: String(req.body.token) }))
})

module.exports = router
