// @ts-nocheck fixture
const jwt = require("jsonwebtoken")
const { expressjwt } = require("express-jwt")
const koaJwt = require("koa-jwt")
const { JwtModule } = require("@nestjs/jwt")
const Hapi = require("@hapi/hapi")

function check(token) {
  // ruleid: no-weak-jwt
  const a = jwt.verify(token, false)
  // ruleid: no-weak-jwt
  const b = jwt.verify(token, "")
  // ruleid: no-weak-jwt
  const c = jwt.verify(token, undefined, { algorithms: ["HS256"] })
  // ok: no-weak-jwt
  const d = jwt.verify(token, process.env.JWT_SECRET)
  return [a, b, c, d]
}

// ruleid: no-weak-jwt
const late = expressjwt({ secret: process.env.JWT_SECRET, algorithms: ["HS256"], ignoreExpiration: true })
// ruleid: no-weak-jwt
const open = koaJwt({ secret: process.env.JWT_SECRET, passthrough: true })
// ok: no-weak-jwt
const closed = koaJwt({ secret: process.env.JWT_SECRET })
// ruleid: no-weak-jwt
const nest = JwtModule.register({ secret: process.env.JWT_SECRET, verifyOptions: { ignoreExpiration: true } })

const server = Hapi.server()
// ruleid: no-weak-jwt
server.auth.strategy("jwt", "jwt", { keys: process.env.JWT_SECRET, verify: false })
// ok: no-weak-jwt
server.auth.strategy("other", "jwt", { keys: process.env.JWT_SECRET, verify: { aud: "app", iss: "app", sub: false } })

module.exports = { check, late, open, closed, nest, server }
