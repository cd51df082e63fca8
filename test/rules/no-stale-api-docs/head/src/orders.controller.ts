import { Controller, Get } from "@nestjs/common"
import { ApiParam } from "@nestjs/swagger"

@Controller("orders")
export class OrdersController {
  // ruleid: no-stale-api-docs
  @ApiParam({ name: "id" })
  @Get(":orderId")
  one() {}
}
