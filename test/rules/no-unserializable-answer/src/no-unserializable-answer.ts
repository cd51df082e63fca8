// @ts-nocheck fixture
import express from "express"
import axios from "axios"

const app = express()
const api = axios.create({ baseURL: "https://weather.example", headers: { "x-api-key": process.env.WEATHER_KEY } })

app.get("/weather/:city", async (req, res) => {
  const response = await api.get("/now", { params: { city: req.params.city } })
  // ruleid: no-unserializable-answer
  res.json(response)
})

app.get("/direct", async (req, res) => {
  // ruleid: no-unserializable-answer
  res.status(200).send(await axios.get("https://weather.example/now", { timeout: 1_000 }))
})

app.get("/then", (req, res, next) => {
  api
    .get("/now")
    // ruleid: no-unserializable-answer
    .then((weather) => res.json({ ok: true, weather }))
    .catch(next)
})

app.get("/data", async (req, res) => {
  const response = await api.get("/now")
  // ok: no-unserializable-answer
  res.json(response.data)
})

app.get("/taken-apart", async (req, res) => {
  const { data, status } = await api.get("/now")
  // ok: no-unserializable-answer
  res.status(status).json(data)
})

app.get("/fetched", async (req, res) => {
  const response = await fetch("https://weather.example/now")
  // ok: no-unserializable-answer
  res.json(await response.json())
})

app.get("/chosen", async (req, res) => {
  const response = await api.get("/now")
  // ok: no-unserializable-answer
  res.json({ status: response.status, body: response.data })
})

app.get("/piped", async (req, res) => {
  const weather = (await api.get("/now")).data
  // ok: no-unserializable-answer
  res.json(weather)
})
