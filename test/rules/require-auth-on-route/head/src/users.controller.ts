// @ts-nocheck fixture
import { Body, Controller, Delete, Get, Param, Post, Put, UseGuards } from "@nestjs/common"
import { JwtAuthGuard } from "./jwt-auth.guard"
import { Public } from "./public.decorator"

@Controller("users")
export class UsersController {
  @UseGuards(JwtAuthGuard)
  @Get()
  list() {}

  @UseGuards(JwtAuthGuard)
  @Post()
  create(@Body() body) {}

  @UseGuards(JwtAuthGuard)
  @Put(":id")
  replace(@Param("id") id, @Body() body) {}

  // ruleid: require-auth-on-route
  @Delete(":id")
  remove(@Param("id") id) {}

  @UseGuards(JwtAuthGuard)
  @Get(":id")
  show(@Param("id") id) {}

  // ok: require-auth-on-route
  @Get("avatars/:size/:file")
  avatar(@Param("file") file) {}

  // ok: require-auth-on-route
  @Public()
  @Post("newsletter")
  subscribe(@Body() body) {}
}

@Controller("admin")
@UseGuards(JwtAuthGuard)
export class AdminController {
  @Get()
  list() {}
  // ok: require-auth-on-route
  @Delete(":id")
  remove(@Param("id") id) {}
}
