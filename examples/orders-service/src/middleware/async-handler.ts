import type { NextFunction, Request, RequestHandler, Response } from "express"

type AsyncHandler = (request: Request, response: Response, next: NextFunction) => Promise<void>

/** Express 4 does not look at returned promises; this hands their rejection to the error handler. */
export function asyncHandler(handler: AsyncHandler): RequestHandler {
  return (request, response, next) => {
    handler(request, response, next).catch(next)
  }
}
