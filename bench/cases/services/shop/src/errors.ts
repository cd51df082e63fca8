import type { NextFunction, Request, Response } from "express"

export function reportErrors(error: Error, _request: Request, response: Response, next: NextFunction) {
  if (response.headersSent) return next(error)
  console.error(error)
  response.status(500).json({ error: "something went wrong" })
}
