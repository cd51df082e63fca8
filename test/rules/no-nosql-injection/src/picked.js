const express = require("express")
const { MongoClient } = require("mongodb")

const app = express()
app.use(express.json())
const songs = new MongoClient(process.env.MONGO_URL).db("music").collection("songs")
const FIELDS = ["title", "singer"]

app.post("/texts", async (req, res) => {
  const filter = FIELDS.filter((field) => typeof req.body[field] === "string").reduce(
    (made, field) => ({ ...made, [field]: req.body[field] }),
    {},
  )
  // ok: no-nosql-injection
  res.json(await songs.find(filter).limit(20).toArray())
})

app.post("/loop", async (req, res) => {
  const filter = {}
  for (const field of FIELDS.filter((each) => typeof req.body[each] === "string")) filter[field] = req.body[field]
  // ok: no-nosql-injection
  res.json(await songs.find(filter).limit(20).toArray())
})

app.post("/given", async (req, res) => {
  const filter = FIELDS.filter((field) => req.body[field] !== undefined).reduce(
    (made, field) => ({ ...made, [field]: req.body[field] }),
    {},
  )
  // ruleid: no-nosql-injection
  res.json(await songs.find(filter).limit(20).toArray())
})
