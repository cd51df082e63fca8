// @ts-nocheck fixture
const jwt = require("jsonwebtoken")
const { membership, askedElsewhere } = require("./membership")

const isMember = async (claims) => ({ isValid: await members.has(claims.sub) })

const isSigned = async (claims, request) => {
  jwt.verify(request.auth.token, process.env.JWT_SECRET, { algorithms: ["HS256"] })
  return { isValid: true }
}

exports.register = async (server) => {
  // ruleid: no-weak-jwt
  server.auth.strategy("members", "jwt", { verify: (claims, request) => isMember(claims) })
  server.auth.strategy("method", "jwt", {
    // ruleid: no-weak-jwt
    async verify(claims) {
      return { isValid: claims.sub !== "" }
    },
  })
  // ruleid: no-weak-jwt
  server.auth.strategy("other", "jwt", { verify: membership })
  // ok: no-weak-jwt
  server.auth.strategy("signed", "jwt", { verify: isSigned })
  // ok: no-weak-jwt
  server.auth.strategy("elsewhere", "jwt", { verify: (claims, request) => askedElsewhere(request) })
  // ok: no-weak-jwt
  server.auth.strategy("usual", "jwt", { key: process.env.JWT_SECRET, validate: isMember, verifyOptions: { algorithms: ["HS256"] } })
}
