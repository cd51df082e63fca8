// @ts-nocheck fixture
import { Body, Controller, Post } from "@nestjs/common"
import { HttpService } from "@nestjs/axios"

@Controller("import")
export class ImportController {
  constructor(private readonly http: HttpService) {}

  @Post()
  run(@Body() body: { feed: string; id: string }) {
    // ruleid: no-ssrf
    this.http.get(body.feed)
    // ok: no-ssrf
    return this.http.get(`https://feeds.example.com/${body.id}`)
  }
}
