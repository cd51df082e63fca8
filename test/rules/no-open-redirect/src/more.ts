import { Controller, Get, Query, Redirect, Res } from "@nestjs/common"
import express, { type Response } from "express"

const app = express()

app.get("/leave", (req, res) => {
  // ruleid: no-open-redirect
  res.setHeader("Location", String(req.query.to))
  // ok: no-open-redirect
  res.setHeader("X-Search", String(req.query.to))
  // ruleid: no-open-redirect
  res.writeHead(302, { Location: req.query.to })
  res.end()
})

app.get("/status", (req, res) => {
  // ruleid: no-open-redirect
  res.status(301).redirect(req.query.to)
  // ok: no-open-redirect
  res.redirect(`/search?q=${req.query.to}`)
})

@Controller()
export class LeaveController {
  @Get("leave")
  @Redirect()
  leave(@Query("to") to: string) {
    // ruleid: no-open-redirect
    return { url: to, statusCode: 302 }
  }

  @Get("data")
  data(@Query("to") to: string) {
    // ok: no-open-redirect
    return { url: to }
  }

  @Get("response")
  response(@Query("to") to: string, @Res() response: Response) {
    // ruleid: no-open-redirect
    response.redirect(to)
  }
}
