// @ts-nocheck fixture
import rateLimit from "express-rate-limit"

// ruleid: no-spoofable-rate-limit
export const byHeader = rateLimit({ windowMs: 60_000, limit: 10, keyGenerator: (req) => req.headers["x-forwarded-for"] ?? req.ip })

// ok: no-spoofable-rate-limit
export const byAddress = rateLimit({ windowMs: 60_000, limit: 10, keyGenerator: (req) => req.ip })

const ipKeyGenerator = (req) =>
  // ruleid: no-spoofable-rate-limit
  (req.headers["x-forwarded-for"] || "").split(",")[0].trim() || req.socket?.remoteAddress || req.ip

export const byHelper = rateLimit({ windowMs: 60_000, limit: 10, keyGenerator: ipKeyGenerator })

// ruleid: no-spoofable-rate-limit
export const byCallOfHelper = rateLimit({ windowMs: 60_000, limit: 10, keyGenerator: (req) => ipKeyGenerator(req) })

// ok: no-spoofable-rate-limit
export const byName = rateLimit({ windowMs: 60_000, limit: 10, keyGenerator: (req) => req.body?.username || ipKeyGenerator(req) })

const keyBehindProxy = (req) => (trustProxy ? req.headers["x-forwarded-for"] : null) || req.socket.remoteAddress

// ok: no-spoofable-rate-limit
export const byTrusted = rateLimit({ windowMs: 60_000, limit: 10, keyGenerator: (req) => keyBehindProxy(req) })
