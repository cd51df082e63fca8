import type { PrismaClient } from "@prisma/client"
import { Router } from "express"
import { asyncHandler } from "../middleware/async-handler.js"

export function healthRouter(database: PrismaClient): Router {
  const router = Router()

  router.get(
    "/healthz",
    asyncHandler(async (_request, response) => {
      await database.$queryRaw`SELECT 1`
      response.json({ status: "ok" })
    }),
  )

  return router
}
