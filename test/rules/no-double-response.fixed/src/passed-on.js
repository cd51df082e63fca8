const express = require("express")

const router = express.Router()

router.use((req, res, next) => {
  if (!req.headers.authorization) {
    // ruleid: no-double-response
    return res.sendStatus(401)
  }
  next()
})

router.use((req, res, next) => {
  if (!req.headers.authorization) {
    // ok: no-double-response
    res.sendStatus(401)
    return
  }
  next()
})

module.exports = async function (fastify) {
  fastify.addHook("preHandler", (request, reply, done) => {
    if (!request.headers.authorization) {
      // ruleid: no-double-response
      return reply.code(401).send({ error: "unauthorized" })
    }
    done()
  })
}
