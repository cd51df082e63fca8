import fastify from "fastify"

const app = fastify()
const HOST = "desk.example"
const mentions = (address) => address.includes(HOST)
const isOurs = (address) => URL.canParse(address) && new URL(address).hostname === HOST

app.post("/enter", async (request, reply) => {
  const target = [request.body.next, "/"].find((each) => typeof each === "string" && mentions(each))
  // ruleid: no-open-redirect
  return reply.setCookie("ticket", "1", { path: "/", httpOnly: true, secure: true }).header("location", target).code(303).send()
})

app.post("/come-in", async (request, reply) => {
  const target = [request.body.next, "/"].find((each) => typeof each === "string" && isOurs(each))
  // ok: no-open-redirect
  return reply.setCookie("ticket", "1", { path: "/" }).header("location", target).code(303).send()
})
