import { Controller, Get, Query } from "@nestjs/common"

@Controller("search")
export class SearchController {
  @Get()
  find(@Query("q") q: string) {
    // ruleid: no-pattern-from-request
    return { matches: new RegExp(q).test("name") }
  }

  @Get("text")
  text(@Query("q") q: string) {
    // ok: no-pattern-from-request
    return { matches: "name".includes(q) }
  }
}
