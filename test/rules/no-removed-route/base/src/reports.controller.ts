// @ts-nocheck fixture
import { Controller, Get } from "@nestjs/common"

@Controller("reports")
export class ReportsController {
  @Get("yearly")
  yearly() {
    return []
  }

  @Get("monthly")
  monthly() {
    return []
  }
}
