// @ts-nocheck fixture
import rateLimit from "express-rate-limit"

// ruleid: no-spoofable-rate-limit
export const byHeader = rateLimit({ windowMs: 60_000, limit: 10, keyGenerator: (req) => req.headers["x-forwarded-for"] ?? req.ip })

// ok: no-spoofable-rate-limit
export const byAddress = rateLimit({ windowMs: 60_000, limit: 10, keyGenerator: (req) => req.ip })
