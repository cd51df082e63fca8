// @ts-nocheck fixture
import { exec, execFile, spawn } from "node:child_process"
import Hapi from "@hapi/hapi"
import Router from "@koa/router"
import Fastify from "fastify"
import { Hono } from "hono"

const fastify = Fastify()
const router = new Router()
const hono = new Hono()
const server = Hapi.server()

fastify.get("/ping", async (request) => {
  // ruleid: no-command-injection
  exec(`ping -c 1 ${request.query.host}`)
  // ok: no-command-injection
  execFile("ping", ["-c", "1", request.query.host])
})

router.post("/convert", (ctx) => {
  // ruleid: no-command-injection
  spawn("convert " + ctx.request.body.file, { shell: true })
  // ok: no-command-injection
  spawn("convert", [ctx.request.body.file])
})

hono.get("/whois", (c) => {
  // ruleid: no-command-injection
  exec("whois " + c.req.query("domain"))
  return c.text("started")
})

server.route({
  method: "POST",
  path: "/archive/{folder}",
  handler: (request, h) => {
    // ruleid: no-command-injection
    exec(`tar czf /tmp/archive.tgz ${request.params.folder}`)
    return h.response().code(202)
  },
})
