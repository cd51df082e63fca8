import { Controller, Get } from "@nestjs/common"
import { ApiParam } from "@nestjs/swagger"

@Controller("orders")
export class OrdersController {
  @ApiParam({ name: "id" })
  @Get(":id")
  one() {}
}
