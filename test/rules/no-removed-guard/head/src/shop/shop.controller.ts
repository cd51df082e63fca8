// @ts-nocheck fixture
import { Body, Controller, Delete, Get, Param, Post, Req, UseGuards } from "@nestjs/common"
import { AuthGuard } from "@nestjs/passport"
import { prisma } from "./prisma"

@Controller("shop")
export class ShopController {
  @Post("carts")
  create(@Req() req, @Body() cart) {
    return prisma.cart.create({ data: { ...cart, userId: req.user.id } })
  }

  @UseGuards(AuthGuard("jwt"))
  @Delete("articles/:id")
  remove(@Param("id") id) {
    return prisma.article.delete({ where: { id } })
  }

  @UseGuards(AuthGuard("jwt"))
  @Get("carts/:id")
  read(@Req() req, @Param("id") id) {
    req.log.info({ user: req.user.id }, "cart")
    // ruleid: no-removed-guard
    return prisma.cart.findFirst({ where: { id } })
  }

  @UseGuards(AuthGuard("session"))
  @Get("orders/:id")
  order(@Req() req, @Param("id") id) {
    const ownerId = req.user.id
    // ok: no-removed-guard
    return prisma.order.findFirst({ where: { id, user: { is: { id: ownerId } } } })
  }
}
