import { Router } from "express"
import { cache } from "../services/cache.ts"
import { orders } from "../services/orders.ts"
import { logger } from "../services/logger.ts"

export const router = Router()

router.post("/orders/:id/cancel", async (req, res) => {
  try {
    await orders.cancel(req.params.id)
    // ruleid: no-failure-told-as-done
  } catch (error) {
    logger.error({ error }, "cancelling failed")
  }
  res.json({ success: true })
})

router.post("/orders", async (req, res) => {
  try {
    const order = await orders.create(req.body.sku)
    res.status(201).json(order)
    // ruleid: no-failure-told-as-done
  } catch (error) {
    logger.error(error)
    res.status(200).json({ success: true })
  }
})

router.delete("/orders/:id", async (req, res) => {
  // ruleid: no-failure-told-as-done
  await orders.remove(req.params.id).catch((error: unknown) => logger.error(error))
  res.sendStatus(204)
})

router.post("/orders/:id/refund", async (req, res) => {
  // ruleid: no-failure-told-as-done
  await orders.refund(req.params.id)
  res.json({ refunded: true })
})

router.post("/orders/:id/ship", async (req, res) => {
  await orders.ship(req.params.id)
  res.json({ message: "Order updated" })
})

// What was asked for is done; the cache may be late.
router.put("/orders/:id", async (req, res) => {
  await orders.create(req.body.sku)
  try {
    await cache.remove(req.params.id)
    // ok: no-failure-told-as-done
  } catch (error) {
    logger.warn(error)
  }
  res.json({ success: true })
})

router.post("/orders/:id/refunds", async (req, res) => {
  const isRefunded = await orders.refund(req.params.id)
  // ok: no-failure-told-as-done
  res.status(isRefunded ? 200 : 502).json({ refunded: isRefunded })
})

router.post("/logout", async (req, res) => {
  try {
    await orders.cancel(req.body.id)
    // ok: no-failure-told-as-done
  } catch (error) {
    logger.error(error)
  }
  res.json({ success: true })
})

router.post("/orders/:id/close", async (req, res) => {
  let closed = true
  try {
    await orders.cancel(req.params.id)
    // ok: no-failure-told-as-done
  } catch (error) {
    logger.error(error)
    closed = false
  }
  res.json({ closed })
})
