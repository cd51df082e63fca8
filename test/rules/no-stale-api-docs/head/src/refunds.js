import express from "express"
export const router = express.Router()
// ruleid: no-stale-api-docs
router.get("/refunds", list)
// ok: no-stale-api-docs
router.delete("/orders/:orderId", remove)
// ok: no-stale-api-docs
router.get("*", page)
