import { Controller, Get, Query } from "@nestjs/common"

@Controller("search")
export class SearchController {
  @Get()
  find(@Query("q") q: string) {
    // ruleid: no-pattern-from-request
    return { matches: new RegExp(q).test("name") }
  }

  @Get("compiles")
  compiles(@Query("q") q: string) {
    try {
      // ok: no-pattern-from-request
      new RegExp(q)
      return { compiles: true }
    } catch {
      return { compiles: false }
    }
  }

  @Get("compiled")
  compiled(@Query("q") q: string) {
    // ruleid: no-pattern-from-request
    const pattern = new RegExp(q)
    return { matches: ["first", "second"].filter((each) => pattern.test(each)) }
  }

  @Get("text")
  text(@Query("q") q: string) {
    // ok: no-pattern-from-request
    return { matches: "name".includes(q) }
  }
}
