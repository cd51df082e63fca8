// @ts-nocheck fixture
import { Controller, Get, Param } from "@nestjs/common"
import { RatesService } from "./rates.service"

@Controller("rates")
export class RatesController {
  constructor(private readonly rates: RatesService) {}

  @Get()
  async all() {
    // ruleid: no-unserializable-answer
    return this.rates.all()
  }

  @Get(":currency")
  async one(@Param("currency") currency: string) {
    // ok: no-unserializable-answer
    return this.rates.one(currency)
  }

  @Get("history")
  history() {
    // ok: no-unserializable-answer
    return this.rates.history()
  }

  @Get("status")
  async status() {
    // ok: no-unserializable-answer
    return (await this.rates.all()).status
  }
}
