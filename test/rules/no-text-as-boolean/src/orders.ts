// @ts-nocheck fixture
import { Controller, Get, Query, Post, Body } from "@nestjs/common"
import { Transform, Type } from "class-transformer"
import { IsBoolean } from "class-validator"

export class ListOrders {
  // ruleid: no-text-as-boolean
  @Type(() => Boolean)
  @IsBoolean()
  archived: boolean

  // ok: no-text-as-boolean
  @Type(() => Number)
  page: number

  // ok: no-text-as-boolean
  @Type(() => Boolean)
  @Transform(({ value }) => value === "true")
  open: boolean
}

export class CreateOrder {
  // ok: no-text-as-boolean
  @Type(() => Boolean)
  gift: boolean
}

@Controller("orders")
export class Orders {
  @Get()
  list(@Query() query: ListOrders) {
    return query
  }

  @Post()
  create(@Body() body: CreateOrder) {
    return body
  }
}
