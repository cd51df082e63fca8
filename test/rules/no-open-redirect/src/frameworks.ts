// @ts-nocheck fixture
import Hapi from "@hapi/hapi"
import { Controller, Get, Query, Redirect, Res } from "@nestjs/common"
import { Hono } from "hono"

const hono = new Hono()
const server = Hapi.server()

hono.get("/leave", (c) => {
  // ruleid: no-open-redirect
  return c.redirect(c.req.query("to"))
})

server.route({
  method: "GET",
  path: "/leave",
  handler: (request, h) => {
    // ruleid: no-open-redirect
    return h.redirect(request.query.to)
  },
})

server.route({
  method: "GET",
  path: "/stay",
  handler: (request, h) => {
    // ok: no-open-redirect
    return h.redirect(`/orders/${request.query.id}`)
  },
})

@Controller()
export class LeaveController {
  @Get("leave")
  leave(@Query("to") to: string, @Res() res) {
    // ruleid: no-open-redirect
    res.redirect(to)
  }

  @Get("goto")
  @Redirect()
  goto(@Query("url") url: string) {
    // ruleid: no-open-redirect
    return { url }
  }
}
