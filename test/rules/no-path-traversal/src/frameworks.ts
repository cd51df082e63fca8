// @ts-nocheck fixture
import { createReadStream } from "node:fs"
import { access, readFile } from "node:fs/promises"
import path from "node:path"
import Hapi from "@hapi/hapi"
import Router from "@koa/router"
import { Controller, Get, Param } from "@nestjs/common"
import Fastify from "fastify"
import { Hono } from "hono"

const fastify = Fastify()
const router = new Router()
const hono = new Hono()
const server = Hapi.server()
const root = "/srv/files"

fastify.get("/files/:name", async (request, reply) => {
  // ruleid: no-path-traversal
  return reply.send(createReadStream(path.join(root, request.params.name)))
})

fastify.get("/logs/:name", async (request) => {
  // ok: no-path-traversal
  return readFile(path.join(root, path.basename(request.params.name)))
})

router.get("/files", async (ctx) => {
  // ruleid: no-path-traversal
  ctx.body = await readFile(`${root}/${ctx.query.name}`)
})

hono.get("/files", async (c) => {
  // ruleid: no-path-traversal
  return c.body(await readFile(path.resolve(root, c.req.query("name"))))
})

server.route({
  method: "GET",
  path: "/files/{name*}",
  handler: (request, h) => {
    // ruleid: no-path-traversal
    return h.file(path.join(root, request.query.name))
  },
})

fastify.get("/there", async (request) => {
  // ruleid: no-path-traversal
  await access(path.join(root, request.query.name))
  return { there: true }
})

@Controller("files")
export class FilesController {
  @Get(":name")
  one(@Param("name") name: string) {
    // ruleid: no-path-traversal
    return readFile(path.join(root, name))
  }
}

hono.get("/assets/*", async (c, next) => {
  let name
  try {
    name = decodeURI(c.req.path)
    if (/(?:^|[/\\])\.{1,2}(?:$|[/\\])|[/\\]{2,}|\\/.test(name)) throw new Error("not below the folder")
  } catch {
    return next()
  }
  // ok: no-path-traversal
  return c.body(createReadStream(path.join(root, name)))
})

hono.get("/raw/*", async (c) => {
  const name = decodeURI(c.req.path)
  // ruleid: no-path-traversal
  return c.body(createReadStream(path.join(root, name)))
})

router.get("/named/:id", async (ctx) => {
  if (!/^[a-z0-9]{8}$/.test(ctx.params.id)) ctx.throw(404)
  // ok: no-path-traversal
  ctx.body = await readFile(`${root}/${ctx.params.id}`)
})

router.get("/asserted/:id", async (ctx) => {
  ctx.assert(/^[a-z0-9]{8}$/.test(ctx.params.id), 404)
  // ok: no-path-traversal
  ctx.body = await readFile(`${root}/${ctx.params.id}`)
})

router.get("/there/:id", async (ctx) => {
  ctx.assert(ctx.params.id, 404)
  if (!ctx.state.user) ctx.throw(401)
  // ruleid: no-path-traversal
  ctx.body = await readFile(`${root}/${ctx.params.id}`)
})

router.get("/reports", async (ctx) => {
  const file = path.join(root, String(ctx.query.name))
  if (!file.startsWith(root + path.sep)) ctx.throw(400)
  // ok: no-path-traversal
  ctx.body = await readFile(file)
})

router.get("/notes", async (ctx) => {
  const file = path.join(root, String(ctx.query.name))
  ctx.assert(file.startsWith(root + path.sep), 400)
  // ok: no-path-traversal
  ctx.body = await readFile(file)
})

router.get("/drafts", async (ctx) => {
  const file = path.join(root, String(ctx.query.name))
  if (!file.startsWith(root + path.sep)) ctx.log.warn("odd name")
  // ruleid: no-path-traversal
  ctx.body = await readFile(file)
})

router.get("/seasons/:year(\\d{4})", async (ctx) => {
  // ok: no-path-traversal
  ctx.body = await readFile(path.join(root, `${ctx.params.year}.html`))
})

hono.get("/seasons/:year{[0-9]+}", async (c) => {
  // ok: no-path-traversal
  return c.body(await readFile(path.join(root, `${c.req.param("year")}.html`)))
})

router.get("/albums/:rest(.*)", async (ctx) => {
  // ruleid: no-path-traversal
  ctx.body = await readFile(path.join(root, ctx.params.rest))
})
