const jwt = require("jsonwebtoken")
const { ask, log } = require("./policy")

exports.isAllowed = async (subject, action) => {
  // ruleid: no-open-failure
  let allowed = true
  try {
    const answer = await ask(subject, action)
    if (answer.ok) allowed = answer.result === true
  } catch (error) {
    log.error(error)
  }
  return allowed
}

exports.canRead = async (subject) => {
  // ok: no-open-failure
  let allowed = false
  try {
    allowed = (await ask(subject, "read")).result === true
  } catch (error) {
    log.error(error)
  }
  return allowed
}

exports.canWrite = async (subject) => {
  // ok: no-open-failure
  let allowed = true
  try {
    allowed = (await ask(subject, "write")).result === true
  } catch (error) {
    log.error(error)
    allowed = false
  }
  return allowed
}

exports.connect = (socket, next) => {
  const { token } = socket.handshake.auth
  // ruleid: no-open-failure
  let claims = jwt.decode(token)
  try {
    claims = jwt.verify(token, process.env.JWT_SECRET, { algorithms: ["HS256"] })
  } catch (error) {
    log.warn(error.message)
  }
  socket.data.user = claims?.sub
  next()
}

exports.reconnect = (socket, next) => {
  const { token } = socket.handshake.auth
  // ok: no-open-failure
  let claims = null
  try {
    claims = jwt.verify(token, process.env.JWT_SECRET, { algorithms: ["HS256"] })
  } catch (error) {
    return next(error)
  }
  socket.data.user = claims.sub
  next()
}
