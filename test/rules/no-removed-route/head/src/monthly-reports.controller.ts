// @ts-nocheck fixture
import { Controller, Get } from "@nestjs/common"

@Controller("reports")
export class MonthlyReportsController {
  // ok: no-removed-route
  @Get("monthly")
  monthly() {
    return []
  }
}
