// @ts-nocheck fixture
import { users } from "./store.js"

// ruleid: require-async-error-path
export async function requireUser(req, res, next) {
  req.user = await users.byToken(req.get("authorization"))
  next()
}
