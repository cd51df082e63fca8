import { readFile } from "node:fs/promises"
import path from "node:path"
import type { PrismaClient } from "@prisma/client"
import { Router } from "express"
import { asyncHandler } from "../middleware/async-handler.js"
import { validate } from "../middleware/validate.js"
import { NewExport } from "../schemas/orders.js"
import { createExport, exportDirectory } from "../services/order-exports.js"

export function exportsRouter(database: PrismaClient): Router {
  const router = Router()

  router.post(
    "/",
    asyncHandler(async (request, response) => {
      const period = validate(request, "body", NewExport)
      try {
        const created = await createExport(database, period)
        request.log.info({ file: created.file, rows: created.rows }, "orders exported")
        response.status(201).location(`/exports/${created.file}`).json(created)
      } catch (error) {
        const { message, stack } = error as Error
        request.log.error({ err: error }, "export failed")
        response.status(500).json({ error: { code: "export_failed", message, stack } })
      }
    }),
  )

  router.get(
    "/:file",
    asyncHandler(async (request, response) => {
      const file = path.join(exportDirectory, String(request.params.file))
      const csv = await readFile(file, "utf8")
      response.type("text/csv").attachment(path.basename(file)).send(csv)
    }),
  )

  return router
}
