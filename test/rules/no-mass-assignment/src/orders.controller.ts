// @ts-nocheck fixture
import { Body, Controller, Param, Patch, Post } from "@nestjs/common"
import { OrdersService } from "./orders.service"

@Controller("orders")
export class OrdersController {
  constructor(private readonly orders: OrdersService) {}

  @Post()
  create(@Body() body: any) {
    return this.orders.create(body)
  }

  @Patch(":id")
  rename(@Param("id") id: string, @Body("title") title: string) {
    return this.orders.rename(id, title)
  }
}
