import { Controller, Get, Version } from "@nestjs/common"

@Controller("orders")
export class OrdersController {
  @Get(":id")
  one() {}

  // ruleid: no-duplicate-route
  @Get(":orderId")
  other() {}

  // ok: no-duplicate-route
  @Version("2")
  @Get(":id")
  second() {}
}
