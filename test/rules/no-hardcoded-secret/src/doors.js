// @ts-nocheck fixture
const { createHash, timingSafeEqual } = require("node:crypto")
const { BasicStrategy } = require("passport-http")
const basicAuth = require("express-basic-auth")

const sum = (text) => createHash("sha256").update(text).digest()

// ruleid: no-hardcoded-secret
const DOOR_SUM = sum("Kelp!Harbour7")
const SIDE_SUM = sum(process.env.SIDE_PASSWORD)

exports.door = new BasicStrategy((user, pass, done) => done(null, timingSafeEqual(sum(pass), DOOR_SUM) && { user }))
// ok: no-hardcoded-secret
exports.side = new BasicStrategy((user, pass, done) => done(null, timingSafeEqual(sum(pass), SIDE_SUM) && { user }))

exports.login = (request, reply) => {
  const { username, password } = request.body
  // ruleid: no-hardcoded-secret
  if (username === "keeper" && password === "lighthouse") return reply.send({ ok: true })
  // ok: no-hardcoded-secret
  if (username === process.env.KEEPER && password === process.env.KEEPER_PASSWORD) return reply.send({ ok: true })
  return reply.code(401).send()
}

exports.isKept = (form) => {
  // What a form shows in place of a password, and an account that has none.
  // ok: no-hardcoded-secret
  if (form.password === "********" || form.password === "undefined") return false
  // ok: no-hardcoded-secret
  return form.password !== "UNCHANGED"
}

// ruleid: no-hardcoded-secret
exports.guarded = basicAuth({ users: { keeper: "lighthouse" }, challenge: true })
// ok: no-hardcoded-secret
exports.guardedProperly = basicAuth({ users: { keeper: process.env.KEEPER_PASSWORD }, challenge: true })

exports.render = (name, pass) => {
  // Steps of a renderer have a name as well.
  // ok: no-hardcoded-secret
  if (name === "shadow" && pass === "depth") return "first"
  return "second"
}

exports.byHeader = (request, reply) => {
  const credentials = auth(request)
  // ruleid: no-hardcoded-secret
  if (credentials.name === "keeper" && credentials.pass === "lighthouse") return reply.send({ ok: true })
  return reply.code(401).send()
}
