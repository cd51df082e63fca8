// @ts-nocheck fixture
import { Controller, Get, Param, ParseIntPipe, Query } from "@nestjs/common"
import { UsersService } from "./users.service"

@Controller("users")
export class UsersController {
  constructor(private readonly users: UsersService) {}

  @Get()
  list(@Query("order") order: string) {
    return this.users.list(order)
  }

  @Get(":id")
  one(@Param("id", ParseIntPipe) id: number) {
    return this.users.one(id)
  }
}
