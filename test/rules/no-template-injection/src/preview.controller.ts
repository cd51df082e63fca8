import { Body, Controller, Post } from "@nestjs/common"
import ejs from "ejs"

@Controller("preview")
export class PreviewController {
  @Post()
  preview(@Body() body: { template: string; title: string }) {
    // ruleid: no-template-injection
    return { html: ejs.render(body.template, { title: body.title }) }
  }

  @Post("title")
  title(@Body() body: { title: string }) {
    // ok: no-template-injection
    return { html: ejs.render("<h1><%= title %></h1>", { title: body.title }) }
  }
}
