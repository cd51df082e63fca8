import type { PrismaClient } from "@prisma/client"
import { Router } from "express"
import { asyncHandler } from "../middleware/async-handler.js"
import { validate } from "../middleware/validate.js"
import { NewOrder, OrderListQuery, OrderParams } from "../schemas/orders.js"
import { cancelOrder, getOrder, listOrders, placeOrder } from "../services/orders.js"

export function ordersRouter(database: PrismaClient): Router {
  const router = Router()

  router.get(
    "/",
    asyncHandler(async (request, response) => {
      response.json(await listOrders(database, validate(request, "query", OrderListQuery)))
    }),
  )

  router.get(
    "/:id",
    asyncHandler(async (request, response) => {
      const { id } = validate(request, "params", OrderParams)
      response.json(await getOrder(database, id))
    }),
  )

  router.post(
    "/",
    asyncHandler(async (request, response) => {
      const order = await placeOrder(database, validate(request, "body", NewOrder))
      request.log.info({ order: order.id }, "order placed")
      response.status(201).location(`/orders/${order.id}`).json(order)
    }),
  )

  router.post(
    "/:id/cancel",
    asyncHandler(async (request, response) => {
      const { id } = validate(request, "params", OrderParams)
      response.json(await cancelOrder(database, id))
    }),
  )

  return router
}
