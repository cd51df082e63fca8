// @ts-nocheck fixture
import fp from "fastify-plugin"
import { promisify } from "node:util"
import zlib from "node:zlib"

const gzip = promisify(zlib.gzip)

export const compress = fp(async (app) => {
  app.addHook("onSend", async (request, reply, payload) => {
    if (!/br/.test(request.headers["accept-encoding"] ?? "")) return gzip(payload)
    // ruleid: no-blocking-call-in-handler
    return zlib.brotliCompressSync(payload)
  })

  app.addHook("preSerialization", (request, reply, payload, done) => done(null, squeezed(payload)))

  app.addHook("onReady", async () => {
    // Once, before the first request.
    // ok: no-blocking-call-in-handler
    app.decorate("banner", zlib.gzipSync("ready"))
  })
})

function squeezed(payload) {
  // ruleid: no-blocking-call-in-handler
  return { data: zlib.deflateSync(JSON.stringify(payload)).toString("base64") }
}
