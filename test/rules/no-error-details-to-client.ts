// @ts-nocheck fixture
import axios from "axios"
import express from "express"
import { ValidationError, pool, logger } from "./app"

const app = express()

app.get("/orders", async (req, res) => {
  try {
    res.json(await pool.query("SELECT * FROM orders"))
  } catch (error) {
    // ruleid: no-error-details-to-client
    res.status(500).json({ error: error.message })
  }
})

app.get("/orders/:id", async (req, res) => {
  try {
    res.json(await pool.query("SELECT 1"))
  } catch (error) {
    logger.error("reading an order failed", error)
    // ruleid: no-error-details-to-client
    res.status(500).send({ message: error.message })
    // ok: no-error-details-to-client
    res.status(500).send({ message: "Internal server error" })
  }
})

app.post("/orders", (req, res) => {
  pool.query("INSERT INTO orders DEFAULT VALUES", (err, rows) => {
    // ruleid: no-error-details-to-client
    if (err) return res.status(500).send(err)
    res.json(rows)
  })
})

app.put("/orders/:id", async (req, res, next) => {
  try {
    await pool.query("SELECT 1")
  } catch (error) {
    if (error instanceof ValidationError) {
      // ok: no-error-details-to-client
      return res.status(422).json({ error: error.message })
    }
    // ok: no-error-details-to-client
    next(error)
  }
})

app.delete("/orders/:id", (req, res) => {
  // ruleid: no-error-details-to-client
  pool.query("SELECT 1").catch((error) => res.status(500).json({ error }))
})

app.use((err, req, res, next) => {
  // ruleid: no-error-details-to-client
  res.status(err.status || 500).json({ message: err.message, stack: err.stack })
})

app.use((err, req, res, next) => {
  // ok: no-error-details-to-client
  res.status(err.status || 500).json({ message: err.message, ...(process.env.NODE_ENV === "development" && { stack: err.stack }) })
})

app.use((err, req, res, next) => {
  // ok: no-error-details-to-client
  res.render("error", { error: app.get("env") === "development" ? err.stack : {} })
})

app.get("/status", (req, res) => {
  const { error } = req.query
  // ok: no-error-details-to-client
  res.status(500).json({ error })
})

export class OrdersService {
  async load() {
    try {
      return await pool.query("SELECT 1")
    } catch (error) {
      // ruleid: no-error-details-to-client
      throw new InternalServerErrorException(error.message)
    }
  }

  async find() {
    try {
      return await pool.query("SELECT 1")
    } catch (error) {
      // ok: no-error-details-to-client
      throw new InternalServerErrorException("The orders cannot be read", { cause: error })
    }
  }
}

router.get("/koa", async (ctx) => {
  try {
    ctx.body = await pool.query("SELECT 1")
  } catch (error) {
    ctx.status = 500
    // ruleid: no-error-details-to-client
    ctx.body = { error: error.message }
  }
})

hono.get("/orders", async (c) => {
  try {
    return c.json(await pool.query("SELECT 1"))
  } catch (error) {
    if (error instanceof ValidationError) {
      // ok: no-error-details-to-client
      return c.json({ error: error.message }, 400)
    }
    // ruleid: no-error-details-to-client
    return c.json({ error: error.message }, 500)
  }
})

app.post("/exports", async (req, res) => {
  try {
    res.status(201).json(await pool.query("SELECT 2"))
  } catch (error) {
    const { message, stack } = error as Error
    logger.error("export failed", { message, stack })
    // ruleid: no-error-details-to-client
    res.status(500).json({ error: { code: "export_failed", message, stack } })
  }
})

app.patch("/exports", async (req, res) => {
  const { message } = req.body
  try {
    await pool.query("SELECT 3")
  } catch (error) {
    // ok: no-error-details-to-client
    res.status(500).json({ message })
  }
})

export async function inKoa(ctx, next) {
  try {
    await next()
  } catch (error) {
    ctx.status = error.status ?? 500
    // ruleid: no-error-details-to-client
    ctx.body = { error: "failed", trace: ctx.status >= 500 ? error.stack : undefined }
  }
}

app.get("/traced", async (req, res) => {
  try {
    res.json(await pool.query("SELECT 1"))
  } catch (error) {
    // ruleid: no-error-details-to-client
    res.status(500).json({ error: "failed", stack: error instanceof Error ? error.stack : undefined })
  }
})

app.get("/debugged", async (req, res) => {
  try {
    res.json(await pool.query("SELECT 1"))
  } catch (error) {
    // ok: no-error-details-to-client
    res.status(500).json({ error: "failed", stack: settings.showStacks ? error.stack : undefined })
    // ok: no-error-details-to-client
    res.status(500).json({ error: "failed", ...(process.env.NODE_ENV !== "production" && { stack: error.stack }) })
  }
})

const payments = axios.create({ baseURL: "https://payments.example", headers: { authorization: process.env.PAYMENTS_KEY } })
const chargeCard = async (body) => (await payments.post("/charges", body)).data

app.post("/charges", async (req, res) => {
  try {
    res.json(await chargeCard(req.body))
  } catch (error) {
    // ruleid: no-error-details-to-client
    if (axios.isAxiosError(error)) return res.status(error.response?.status ?? 400).json(error)
    // ruleid: no-error-details-to-client
    if (req.query.verbose) return res.json({ ok: false, error })
    // ok: no-error-details-to-client
    if (error instanceof ValidationError) return res.status(422).json(error)
    // ok: no-error-details-to-client
    res.status(402).json({ code: error.response?.data?.code, message: "The card was refused" })
  }
})

app.put("/charges/:id", (req, res) => {
  // ruleid: no-error-details-to-client
  payments.put(`/charges/${req.params.id}`, {}).then(() => res.sendStatus(204)).catch((error) => res.status(400).send(error))
})

app.get("/parsed", (req, res) => {
  try {
    res.json(JSON.parse(req.query.filter))
  } catch (error) {
    // ok: no-error-details-to-client
    res.status(400).json({ error })
  }
})
