import type { NextFunction, Request, Response } from "express"
import jwt from "jsonwebtoken"
import { settings } from "./settings.js"

export interface SignedIn {
  readonly id: number
  readonly role: "customer" | "admin"
}

export function requireUser(request: Request, response: Response, next: NextFunction) {
  try {
    const token = (request.get("authorization") ?? "").replace(/^Bearer /, "")
    response.locals.user = jwt.verify(token, settings.sessionSecret, { algorithms: ["HS256"] }) as unknown as SignedIn
    next()
  } catch {
    response.status(401).json({ error: "sign in first" })
  }
}

export function requireAdmin(_request: Request, response: Response, next: NextFunction) {
  if (response.locals.user?.role !== "admin") return response.status(403).json({ error: "for admins" })
  next()
}
