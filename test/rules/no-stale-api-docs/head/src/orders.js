import express from "express"
export const router = express.Router()
router.get("/orders", list)
router.post("/orders", create)
/**
 * @openapi
 * /api/orders/{id}:
 *   get:
 *     responses:
 *       200: { description: ok }
 */
router.put("/orders/:id", one)
router.delete("/orders/:id", remove)
