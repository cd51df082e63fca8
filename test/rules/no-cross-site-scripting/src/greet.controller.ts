import { Body, Controller, Get, Header, Param, Post, Query, UploadedFile } from "@nestjs/common"

@Controller("greet")
export class GreetController {
  @Get()
  greet(@Query("name") name: string) {
    // ruleid: no-cross-site-scripting
    return `<h1>Hello ${name}</h1>`
  }

  @Get("plain")
  @Header("Content-Type", "text/plain")
  plain(@Query("name") name: string) {
    // ok: no-cross-site-scripting
    return `Hello ${name}`
  }

  @Get(":id")
  one(@Param("id") id: string) {
    // ok: no-cross-site-scripting
    return { id }
  }

  @Post()
  echo(@Body() body: { name: string }) {
    // ok: no-cross-site-scripting
    return body
  }

  @Post("whole")
  whole(@UploadedFile() file: Express.Multer.File) {
    const settings = JSON.parse(file.buffer.toString("utf-8"))
    // ok: no-cross-site-scripting
    return settings
  }

  @Post("part")
  part(@UploadedFile() file: Express.Multer.File) {
    const settings = JSON.parse(file.buffer.toString("utf-8"))
    // ruleid: no-cross-site-scripting
    return settings.greeting
  }
}
