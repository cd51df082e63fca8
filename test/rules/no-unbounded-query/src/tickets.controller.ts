// @ts-nocheck fixture
import { Controller, Get, Param } from "@nestjs/common"
import { TicketsService } from "./tickets.service.js"

@Controller("tickets")
export class TicketsController {
  constructor(private readonly tickets: TicketsService) {}

  @Get()
  list() {
    return this.tickets.list()
  }

  @Get("open")
  async open() {
    const movies = [1, 2]
    return [await this.tickets.open(), await this.tickets.some(movies)]
  }

  @Get("history")
  history(@Param("organisationId") organisationId: string) {
    return this.tickets.history(organisationId, {})
  }

  @Get(":userId")
  mine(@Param("userId") userId: string) {
    return this.tickets.mine(userId)
  }
}
