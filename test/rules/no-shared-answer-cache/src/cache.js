const redis = require("./redis")

exports.cached = (seconds) => async (req, res, next) => {
  // ruleid: no-shared-answer-cache
  const key = `answer:${req.originalUrl}`
  const hit = await redis.get(key)
  if (hit !== null) return res.type("json").send(hit)
  const send = res.send.bind(res)
  res.send = (body) => {
    redis.set(key, body, "EX", seconds)
    return send(body)
  }
  next()
}

exports.cachedByUser = (seconds) => async (req, res, next) => {
  // ok: no-shared-answer-cache
  const key = `answer:${req.user.id}:${req.originalUrl}`
  const hit = await redis.get(key)
  if (hit !== null) return res.type("json").send(hit)
  next()
}

exports.cachedPublic = (seconds) => async (req, res, next) => {
  // ok: no-shared-answer-cache
  const hit = await redis.get("public:" + req.originalUrl)
  if (hit !== null) return res.type("json").send(hit)
  next()
}
