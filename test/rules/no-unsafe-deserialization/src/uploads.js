const fastify = require("fastify")({ logger: true })
const { parsePlan, readPlan, parseSafely } = require("./plan-parser")

fastify.register(require("@fastify/multipart"))

fastify.post("/plans", async (req, reply) => {
  const upload = await req.file()
  if (!upload) return reply.code(400).send({ error: "no file" })
  const text = (await upload.toBuffer()).toString("utf8")
  return { plan: parsePlan(text), safe: parseSafely(text) }
})

fastify.post("/plans/many", async (req) => {
  const plans = []
  for await (const part of req.parts()) plans.push(readPlan((await part.toBuffer()).toString()))
  return plans
})
