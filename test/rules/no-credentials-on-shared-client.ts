// @ts-nocheck fixture
import axios from "axios"
import express from "express"

const app = express()
const api = axios.create({ baseURL: "https://api.internal", timeout: 5_000 })

app.get("/orders", async (req, res) => {
  // ruleid: no-credentials-on-shared-client
  api.defaults.headers["cookie"] = req.headers.cookie || ""
  // ruleid: no-credentials-on-shared-client
  axios.defaults.headers.common.Authorization = `Bearer ${req.token}`
  // ok: no-credentials-on-shared-client
  api.defaults.headers.common["X-Trace"] = req.id
  res.json(await api.get("/orders"))
})

app.get("/mine", async (req, res) => {
  const own = axios.create({ timeout: 5_000 })
  // ok: no-credentials-on-shared-client
  own.defaults.headers.common.Authorization = req.headers.authorization
  res.json(await own.get("/orders"))
})

app.get("/service", async (req, res) => {
  // ok: no-credentials-on-shared-client
  api.defaults.headers.common.Authorization = `Bearer ${process.env.SERVICE_TOKEN}`
  res.json(await api.get("/orders", { headers: { cookie: req.headers.cookie } }))
})

// No request leads here.
export function login(token) {
  // ok: no-credentials-on-shared-client
  api.defaults.headers.common.Authorization = token
}
