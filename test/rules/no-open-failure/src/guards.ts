// @ts-nocheck fixture
import jwt from "jsonwebtoken"

export function requireLogin(req, res, next) {
  if (!req.headers.authorization) return res.status(401).end()
  try {
    req.user = jwt.verify(req.headers.authorization, process.env.JWT_SECRET)
    next()
  } catch (error) {
    console.error(error)
    // ruleid: no-open-failure
    next()
  }
}

export class RolesGuard {
  async canActivate(context) {
    try {
      return await this.permissions.check(context.getHandler()) ? true : this.refuse(403)
    } catch {
      // ruleid: no-open-failure
      return true
    }
  }
}

export async function isAllowed(user, action) {
  try {
    if (!(await policy.check(user, action))) return false
    return true
  } catch (error) {
    // ruleid: no-open-failure
    return true
  }
}

export function requireLoginWell(req, res, next) {
  if (!req.headers.authorization) return res.status(401).end()
  try {
    req.user = jwt.verify(req.headers.authorization, process.env.JWT_SECRET)
    next()
  } catch (error) {
    // ok: no-open-failure
    next(error)
  }
}

// Who is there is looked at by the handlers.
export function lookWhoIsThere(req, res, next) {
  try {
    req.user = jwt.verify(req.headers.authorization, process.env.JWT_SECRET)
    next()
  } catch {
    // ok: no-open-failure
    next()
  }
}

export async function isReachable(url) {
  try {
    await validateUrl(url)
    return true
  } catch {
    // ok: no-open-failure
    return true
  }
}
