// @ts-nocheck fixture
import { Router } from "express"
import { asyncHandler } from "./async-handler.js"
import { orders } from "./store.js"
import { cancelOrder } from "./cancel.js"
import { requireUser } from "./require-user.js"
import { keyOf, lastKeyOf, ownerOf, pendingKeyOf, seenKeyOf, seenKeys } from "./keys.js"

const router = Router()

// ruleid: require-async-error-path
router.get("/orders", asyncHandler(async (req, res) => {
  res.json(await orders.list(req.query.status))
}))

router.post(
  "/orders",
  // ok: require-async-error-path
  asyncHandler(async (req, res) => {
    res.status(201).json(await orders.create(req.body))
  }),
)

// ok: require-async-error-path
router.get("/orders/:id", async (req, res, next) => {
  try {
    res.json(await orders.read(req.params.id))
  } catch (error) {
    next(error)
  }
})

// ok: require-async-error-path
router.put("/orders/:id", async (req, res, next) => {
  const order = await orders.update(req.params.id, req.body).catch(next)
  if (order) res.json(order)
})

// ruleid: require-async-error-path
router.delete("/orders/:id", asyncHandler(cancelOrder))

router
  .route("/orders/:id/lines")
  // ruleid: require-async-error-path
  .get(asyncHandler(async (req, res) => {
    const lines = await orders.lines(req.params.id)
    res.json(lines)
  }))

// ok: require-async-error-path
router.get("/health", async (_req, res) => {
  res.send("ok")
})

// `keyOf` answers its own failures.
// ok: require-async-error-path
router.use(async (req, res, next) => {
  if (await keyOf(req)) return next()
  res.status(401).end()
})

// ruleid: require-async-error-path
router.get("/owner", asyncHandler(async (req, res) => {
  res.json(await ownerOf(req))
}))

// ruleid: require-async-error-path
router.get("/last", asyncHandler(async (req, res) => {
  res.json(await lastKeyOf(req))
}))

// ok: require-async-error-path
router.get("/seen", async (req, res) => {
  res.json(await seenKeys())
})

// ok: require-async-error-path
router.get("/seen/:id", async (req, res) => {
  res.json(await seenKeyOf(req.params.id))
})

// ruleid: require-async-error-path
router.get("/pending/:id", asyncHandler(async (req, res) => {
  res.json(await pendingKeyOf(req.params.id))
}))

export default router

// Where the middleware is written it is said, and once.
// ok: require-async-error-path
router.get("/first", requireUser, (req, res) => res.json(req.user))

// ok: require-async-error-path
router.get("/second", requireUser, (req, res) => res.json(req.user))
