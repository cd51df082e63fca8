const jwt = require("jsonwebtoken")

exports.believing = (key) => (request, reply, done) => {
  const [, token = ""] = (request.headers.authorization ?? "").split(" ")
  const delegation = request.headers["x-delegation"]
  const staff = jwt.verify(token, key, { algorithms: ["ES256"] })
  // ruleid: no-weak-jwt
  const grant = jwt.decode(delegation)
  if (grant.act !== staff.sub) return reply.code(403).send()
  request.customerId = grant.sub
  done()
}

exports.checking = (key, consentKey) => (request, reply, done) => {
  const [, token = ""] = (request.headers.authorization ?? "").split(" ")
  const delegation = request.headers["x-delegation"]
  const staff = jwt.verify(token, key, { algorithms: ["ES256"] })
  const grant = jwt.verify(delegation, consentKey, { algorithms: ["ES256"] })
  if (grant.act !== staff.sub) return reply.code(403).send()
  request.customerId = grant.sub
  done()
}

exports.reading = (keys) => (request, reply, done) => {
  const token = request.headers["x-token"]
  // ok: no-weak-jwt
  const claims = jwt.decode(token)
  jwt.verify(token, keys.get(claims.sub), { algorithms: ["ES256"] })
  done()
}
