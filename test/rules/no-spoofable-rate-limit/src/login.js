const { RateLimiterMemory } = require("rate-limiter-flexible")

const limiter = new RateLimiterMemory({ points: 10, duration: 60 })

// ruleid: no-spoofable-rate-limit
const clientOf = (req) => req.get("x-forwarded-for")?.split(",")[0].trim() ?? req.ip
// ok: no-spoofable-rate-limit
const nearest = (req) => req.get("x-forwarded-for")?.split(",").at(-1).trim() ?? req.ip

exports.limitLogin = async (req, res, next) => {
  await limiter.consume(clientOf(req))
  next()
}

exports.limitMail = async (req, res, next) => {
  await limiter.consume(nearest(req))
  next()
}

exports.limitAccount = async (req, res, next) => {
  // ok: no-spoofable-rate-limit
  await limiter.consume(`${req.body.email}:${req.get("x-forwarded-for")}`)
  next()
}
