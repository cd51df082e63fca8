// @ts-nocheck fixture
import express from "express"
import { createBullBoard } from "@bull-board/api"
import { ExpressAdapter } from "@bull-board/express"
import arena from "bull-arena"
import statusMonitor from "express-status-monitor"

const app = express()
const board = new ExpressAdapter()
createBullBoard({ queues, serverAdapter: board })

// ruleid: no-exposed-admin-page
app.use("/queues", board.getRouter())
// ok: no-exposed-admin-page
app.use("/admin/queues", requireAdmin, board.getRouter())
// ruleid: no-exposed-admin-page
app.use("/arena", arena({ queues }))
if (process.env.NODE_ENV !== "production") {
  // ok: no-exposed-admin-page
  app.use("/dev/queues", board.getRouter())
}
// ruleid: no-exposed-admin-page
app.use(statusMonitor())
app.use("/internal", authenticate)
// ok: no-exposed-admin-page
app.use("/internal/queues", board.getRouter())
// ok: no-exposed-admin-page
app.use("/items", itemsRouter)
