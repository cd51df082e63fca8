// @ts-nocheck fixture
import { CacheInterceptor } from "@nestjs/cache-manager"
import { Controller, Get, Req, UseGuards, UseInterceptors } from "@nestjs/common"
import { AuthGuard } from "@nestjs/passport"

@Controller("invoices")
@UseGuards(AuthGuard("jwt"))
export class InvoicesController {
  constructor(private readonly invoices) {}

  @Get()
  // ruleid: no-shared-answer-cache
  @UseInterceptors(CacheInterceptor)
  list(@Req() req) {
    return this.invoices.of(req.user.id)
  }

  @Get("rates")
  // ok: no-shared-answer-cache
  @UseInterceptors(CacheInterceptor)
  rates() {
    return this.invoices.rates()
  }
}
