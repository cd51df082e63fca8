import type { ErrorRequestHandler } from "express"
import { HttpError } from "../errors.js"

/** Answers expected errors with their message and everything else with a bare 500; details go to the log. */
export const errorHandler: ErrorRequestHandler = (error: unknown, request, response, next) => {
  if (response.headersSent) {
    next(error)
    return
  }
  const requestId = request.id
  if (error instanceof HttpError) {
    response.status(error.status).json({ error: { code: error.code, message: error.message, requestId } })
    return
  }
  request.log.error({ err: error }, "request failed")
  response.status(500).json({ error: { code: "internal", message: "Something went wrong", requestId } })
}
