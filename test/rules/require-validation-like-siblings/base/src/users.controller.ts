import { Body, Controller, Post, Put } from "@nestjs/common"
import { UserDto } from "./user.dto.js"

@Controller("users")
export class UsersController {
  @Post() create(@Body() user: UserDto) { return user }
  @Put(":id") change(@Body() user: UserDto) { return user }
  @Post("invite") invite(@Body() user: UserDto) { return user }
  @Post("import") load(@Body() user: UserDto) { return user }
}
