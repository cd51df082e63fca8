import { Body, Controller, Param, Patch, Post, Put } from "@nestjs/common"
import { CurrentUser, Roles } from "./auth"
import { CreateEmployeeDto, UpdateContactDto, UpdateEmployeeDto, UpdateOwnDto } from "./employee.dto"
import { EmployeesService } from "./employees.service"

@Controller("employees")
export class EmployeesController {
  constructor(private readonly service: EmployeesService) {}

  @Post()
  @Roles("admin")
  // ok: no-right-in-own-update
  create(@Body() dto: CreateEmployeeDto) {
    return this.service.create(dto)
  }

  @Patch("me")
  // ruleid: no-right-in-own-update
  updateMe(@CurrentUser() user: any, @Body() dto: UpdateEmployeeDto) {
    return this.service.update(user.id, dto)
  }

  @Put("profile")
  updateProfile(@CurrentUser() user: any, @Body() dto: UpdateOwnDto) {
    return this.service.update(user.id, dto)
  }

  @Patch("me/contact")
  // ok: no-right-in-own-update
  updateContact(@CurrentUser() user: any, @Body() dto: UpdateContactDto) {
    return this.service.update(user.id, dto)
  }

  @Patch("self")
  // ok: no-right-in-own-update
  updateSelf(@CurrentUser() user: any, @Body() dto: UpdateContactDto) {
    return this.service.update(user.id, dto)
  }

  @Post("me")
  // ok: no-right-in-own-update
  updateNamed(@CurrentUser() user: any, @Body() dto: UpdateEmployeeDto) {
    return this.service.updateNamed(user.id, dto)
  }

  @Patch(":id")
  @Roles("admin")
  // ok: no-right-in-own-update
  update(@Param("id") id: string, @Body() dto: UpdateEmployeeDto) {
    return this.service.update(id, dto)
  }
}
