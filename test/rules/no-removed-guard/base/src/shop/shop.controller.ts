// @ts-nocheck fixture
import { Body, Controller, Delete, Get, Param, Post, Req, UseGuards } from "@nestjs/common"
import { AuthGuard } from "@nestjs/passport"
import { AdminGuard } from "./admin.guard"
import { prisma } from "./prisma"

@Controller("shop")
export class ShopController {
  @UseGuards(AuthGuard("jwt"))
  @Post("carts")
  create(@Req() req, @Body() cart) {
    return prisma.cart.create({ data: { ...cart, userId: req.user.id } })
  }

  @UseGuards(AuthGuard("jwt"), AdminGuard)
  @Delete("articles/:id")
  remove(@Param("id") id) {
    return prisma.article.delete({ where: { id } })
  }

  @UseGuards(AuthGuard("jwt"))
  @Get("carts/:id")
  read(@Req() req, @Param("id") id) {
    req.log.info({ user: req.user.id }, "cart")
    return prisma.cart.findFirst({ where: { id, userId: req.user.id } })
  }

  @UseGuards(AuthGuard("jwt"))
  @Get("orders/:id")
  order(@Req() req, @Param("id") id) {
    req.log.info({ user: req.user.id }, "order")
    return prisma.order.findFirst({ where: { id, userId: req.user.id } })
  }
}
