// @ts-nocheck fixture
import { Body, Controller, Delete, Get, Param, Patch } from "@nestjs/common"
import { RequirePermission } from "./require-permission.js"
import { OrdersService } from "./orders.service.js"

@Controller("orders")
export class OrdersController {
  constructor(private readonly ordersService: OrdersService) {}

  // ok: no-read-right-for-write
  @RequirePermission("orders:read")
  @Get(":id")
  find(@Param("id") id: string) {
    return this.ordersService.find(id)
  }

  // ruleid: no-read-right-for-write
  @RequirePermission("orders:read")
  @Delete(":id")
  async remove(@Param("id") id: string) {
    return this.ordersService.remove(id)
  }

  // ok: no-read-right-for-write
  @RequirePermission("orders:write")
  @Patch(":id")
  async change(@Param("id") id: string, @Body() body: OrderChange) {
    return this.ordersService.update(id, body)
  }
}
