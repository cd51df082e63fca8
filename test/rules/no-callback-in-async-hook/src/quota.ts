// @ts-nocheck fixture
import fp from "fastify-plugin"
import { countUse } from "./uses.ts"

async function quota(app, options) {
  // ruleid: no-callback-in-async-hook
  app.addHook("preHandler", async (request, reply, done) => {
    if ((await countUse(request.ip)) > options.limit) return reply.code(429).send()
    done()
  })

  // ruleid: no-callback-in-async-hook
  app.addHook("onSend", async (request, reply, payload, next) => {
    await countUse(request.ip)
    next(null, payload)
  })

  app.get(
    "/uses",
    {
      // ruleid: no-callback-in-async-hook
      preHandler: [async (request, reply, done) => done()],
    },
    async () => ({}),
  )

  // ok: no-callback-in-async-hook
  app.addHook("preHandler", async (request, reply) => {
    await countUse(request.ip)
  })

  // ok: no-callback-in-async-hook
  app.addHook("preHandler", (request, reply, done) => {
    done()
  })

  // ok: no-callback-in-async-hook
  app.addHook("onSend", async (request, reply, payload) => payload)
}

export default fp(quota)

export const second = fp(
  // ruleid: no-callback-in-async-hook
  async function (app, options, done) {
    app.decorate("quota", options)
    done()
  },
)

// ok: no-callback-in-async-hook
export const third = fp((app, options, done) => {
  app.decorate("quota", options)
  done()
})
