import type { PrismaClient } from "@prisma/client"
import express, { type Express } from "express"
import { rateLimit } from "express-rate-limit"
import helmet from "helmet"
import type { Logger } from "pino"
import { pinoHttp } from "pino-http"
import type { Config } from "./config.js"
import { authenticate } from "./middleware/authenticate.js"
import { errorHandler } from "./middleware/error-handler.js"
import { customersRouter } from "./routes/customers.js"
import { exportsRouter } from "./routes/exports.js"
import { healthRouter } from "./routes/health.js"
import { orderSearchRouter } from "./routes/order-search.js"
import { ordersRouter } from "./routes/orders.js"

export interface Dependencies {
  readonly config: Config
  readonly database: PrismaClient
  readonly logger: Logger
}

export function createApp({ config, database, logger }: Dependencies): Express {
  const app = express()
  app.disable("x-powered-by")
  app.set("trust proxy", 1)

  app.use(pinoHttp({ logger }))
  app.use(helmet())
  app.use(healthRouter(database))

  app.use(rateLimit({ windowMs: 60_000, limit: 300, standardHeaders: "draft-7", legacyHeaders: false }))
  app.use(express.json({ limit: "100kb" }))
  app.use(authenticate(config.jwt))

  // Before the orders, whose "/:id" would take "search" for an id.
  app.use("/orders/search", orderSearchRouter(database))
  app.use("/orders", ordersRouter(database))
  app.use("/customers", customersRouter(database))
  app.use("/exports", exportsRouter(database))

  app.use(errorHandler)
  return app
}
