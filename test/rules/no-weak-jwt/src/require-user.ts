// @ts-nocheck fixture
import { TokenReader } from "./token-service"

const tokens = new TokenReader()

export function requireUser(req, res, next) {
  const payload = tokens.read(req.headers["x-token"])
  if (!payload) return res.sendStatus(401)
  ;(req as any).user = payload
  next()
}
