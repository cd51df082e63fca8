// @ts-nocheck fixture
import async from "async"
import express from "express"
import pMap from "p-map"

const app = express()
app.use(express.json())

app.post("/previews", async (req, res) => {
  // ruleid: no-ssrf
  const pages = await pMap(req.body.urls, (url) => fetch(url), { concurrency: 4 })
  // ok: no-ssrf
  await pMap(req.body.ids, (id) => fetch(`https://api.example.com/items/${encodeURIComponent(id)}`))
  res.json(pages.length)
})

app.post("/pings", (req, res) => {
  async.eachLimit(
    req.body.urls,
    3,
    (url, done) => {
      // ruleid: no-ssrf
      fetch(url).then(() => done(), done)
    },
    () => res.end(),
  )
})
