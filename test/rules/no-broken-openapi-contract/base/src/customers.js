const router = require("express").Router()
/**
 * @openapi
 * /customers:
 *   get:
 *     responses:
 *       200:
 *         content:
 *           application/json:
 *             schema:
 *               type: object
 *               properties:
 *                 id: { type: string }
 *                 mail: { type: string }
 */
router.get("/customers", list)
