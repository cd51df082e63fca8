import type { RequestHandler } from "express"
import jwt from "jsonwebtoken"
import { z } from "zod"
import type { Config } from "../config.js"
import { HttpError } from "../errors.js"

const Claims = z.object({ sub: z.string().min(1), role: z.enum(["support", "admin"]) })

/** Lets only callers with a valid token of the identity service pass. */
export function authenticate({ secret, issuer }: Config["jwt"]): RequestHandler {
  return (request, response, next) => {
    const [scheme, token] = request.get("authorization")?.split(" ") ?? []
    if (scheme !== "Bearer" || !token) {
      next(new HttpError(401, "unauthenticated", "A bearer token is required"))
      return
    }
    try {
      response.locals.caller = Claims.parse(jwt.verify(token, secret, { algorithms: ["HS256"], issuer }))
    } catch (error) {
      request.log.info({ err: error }, "token refused")
      next(new HttpError(401, "unauthenticated", "The token is not valid"))
      return
    }
    next()
  }
}
