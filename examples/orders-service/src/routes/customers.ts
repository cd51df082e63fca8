import type { PrismaClient } from "@prisma/client"
import { Router } from "express"
import { asyncHandler } from "../middleware/async-handler.js"
import { validate } from "../middleware/validate.js"
import { CustomerParams, NewCustomer } from "../schemas/customers.js"
import { createCustomer, getCustomer } from "../services/customers.js"

export function customersRouter(database: PrismaClient): Router {
  const router = Router()

  router.get(
    "/:id",
    asyncHandler(async (request, response) => {
      const { id } = validate(request, "params", CustomerParams)
      response.json(await getCustomer(database, id))
    }),
  )

  router.post(
    "/",
    asyncHandler(async (request, response) => {
      const customer = await createCustomer(database, validate(request, "body", NewCustomer))
      response.status(201).location(`/customers/${customer.id}`).json(customer)
    }),
  )

  return router
}
