// @ts-nocheck fixture
export default async function guards(fastify) {
  fastify.decorate("authenticate", async (request, reply) => {
    // ruleid: no-weak-jwt
    const claims = await request.jwtDecode()
    request.tenant = claims.tid
  })
  fastify.decorate("authorize", async (request, reply) => {
    // ruleid: no-weak-jwt
    request.member = fastify.jwt.decode(request.headers.authorization.slice(7))
  })
  fastify.decorate("ensureMember", async (request, reply) => {
    await request.jwtVerify()
    // ok: no-weak-jwt
    request.member = await request.jwtDecode()
  })
  fastify.get("/lifetime", async (request) => {
    // ok: no-weak-jwt
    const claims = await request.jwtDecode()
    return { ends: claims.exp }
  })
}
