import morgan from "morgan"
import { logger } from "./logger.ts"

export function everyRequest(req, res, next) {
  res.on("finish", () => {
    // ruleid: no-secret-in-log
    logger.info("request", { path: req.path, status: res.statusCode, sent: req.body })
    // ok: no-secret-in-log
    logger.info("request", { path: req.path, fields: Object.keys(req.body ?? {}) })
    // ok: no-secret-in-log
    logger.debug("request", { path: req.path, sent: req.body })
  })
  next()
}

export function everyOther(req, res, next) {
  // ok: no-secret-in-log
  if (!req.path.startsWith("/login")) logger.info("request", { path: req.path, sent: req.body })
  next()
}

export async function koaRequest(ctx, next) {
  // ruleid: no-secret-in-log
  logger.info(`${ctx.method} ${ctx.path} ${JSON.stringify(ctx.request.body)}`)
  await next()
}

export function hooks(fastify) {
  fastify.addHook("preHandler", async (request) => {
    // ruleid: no-secret-in-log
    request.log.info({ body: request.body }, "parsed")
  })
  fastify.addHook("onSend", async (request) => {
    // ok: no-secret-in-log
    request.log.info({ size: request.headers["content-length"] }, "sent")
  })
}

// ruleid: no-secret-in-log
morgan.token("sent", (req) => JSON.stringify(req.body))
// ok: no-secret-in-log
morgan.token("sent-names", (req) => Object.keys(req.body).join(" "))

export function ofOrders(req, res, next) {
  // ok: no-secret-in-log
  logger.info("order", { sent: req.body })
  next()
}

export const mount = (app, orders) => app.post("/orders", ofOrders, orders.place)
