// @ts-nocheck fixture
import axios from "axios"
import { createOrder } from "./airline.js"
import { logger } from "./log.js"

export async function handle(booking) {
  try {
    await createOrder(booking)
  } catch (err) {
    if (axios.isAxiosError(err)) {
      const { status } = err.response ?? {}
      // ruleid: no-secret-in-log
      logger.error({ id: booking.id, status, request: err.config }, "airline request failed")
      // ok: no-secret-in-log
      logger.error({ id: booking.id, status, path: err.config?.url }, "airline request failed")
    } else {
      // ok: no-secret-in-log
      logger.error({ id: booking.id, reason: err.message }, "ticketing failed")
    }
  }
}
