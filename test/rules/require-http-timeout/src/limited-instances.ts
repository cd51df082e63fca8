// @ts-nocheck fixture
import axios from "axios"
import express from "express"
import { settings } from "./settings.ts"

const app = express()
// ok: require-http-timeout
const stock = axios.create(settings)
// ok: require-http-timeout
const rates = axios.create({ baseURL: process.env.RATES_URL })
rates.defaults.timeout = 3_000

app.get("/stock", async (req, res) => res.json([(await stock.get("/all")).data, (await rates.get("/all")).data]))
