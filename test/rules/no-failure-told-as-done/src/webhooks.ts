// @ts-nocheck fixture
import express from "express"

export function webhookRoutes(inbox, log) {
  const router = express.Router()

  router.post("/shop", async (req, res) => {
    try {
      await inbox.add(req.body)
      // ruleid: no-failure-told-as-done
    } catch (error) {
      log.error({ error }, "could not store the event")
    }
    return res.status(200).json({ status: "accepted" })
  })

  router.post("/bank", async (req, res) => {
    try {
      await inbox.add(req.body)
      // ruleid: no-failure-told-as-done
    } catch (error) {
      console.error(error)
    }
    res.sendStatus(204)
  })

  router.post("/carrier", async (req, res) => {
    try {
      await inbox.add(req.body)
      // ok: no-failure-told-as-done
    } catch (error) {
      log.error(error)
      return res.status(503).end()
    }
    res.sendStatus(204)
  })

  router.post("/parcels", async (req, res) => {
    await inbox.add(req.body)
    try {
      await notifySlack(req.body)
      // ok: no-failure-told-as-done
    } catch (error) {
      log.error(error)
    }
    res.sendStatus(204)
  })

  router.post("/visits", async (req, res) => {
    try {
      await inbox.add(req.body)
      // ok: no-failure-told-as-done
    } catch (error) {
      log.error(error)
    }
    // The sender stops for good when it gets errors; what is missing is fetched at night.
    res.sendStatus(200)
  })

  return router
}
