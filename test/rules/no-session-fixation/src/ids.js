import { createHash, randomUUID } from "node:crypto"
import session from "express-session"

export const byLink = session({
  secret: process.env.SECRET,
  // ruleid: no-session-fixation
  genid: (req) => req.query.visit || randomUUID(),
})

export const byForm = session({
  secret: process.env.SECRET,
  genid(request) {
    const given = request.body.visit
    // ruleid: no-session-fixation
    if (given) return given
    return randomUUID()
  },
})

export const byHeader = session({
  secret: process.env.SECRET,
  // ok: no-session-fixation
  genid: (req) => req.get("x-visit") ?? randomUUID(),
})

export const own = session({
  secret: process.env.SECRET,
  // ok: no-session-fixation
  genid: () => randomUUID(),
})

export const mixed = session({
  secret: process.env.SECRET,
  // ok: no-session-fixation
  genid: (req) => createHash("sha256").update(req.get("user-agent") + randomUUID()).digest("hex"),
})
