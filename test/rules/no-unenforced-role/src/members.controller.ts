// @ts-nocheck fixture
import { Controller, Delete, Get, Post, UseGuards } from "@nestjs/common"
import { AuthGuard } from "@nestjs/passport"
import { KeycloakGuard } from "nest-keycloak"
import { ForRoles, LoginGuard, RequirePermission, Roles, RolesGuard } from "./roles"

@Controller("members")
@UseGuards(LoginGuard)
export class MembersController {
  // ok: no-unenforced-role
  @Get()
  list() {}

  @Delete(":id")
  // ruleid: no-unenforced-role
  @Roles("owner")
  remove() {}

  @Post(":id/invitations")
  // ruleid: no-unenforced-role
  @RequirePermission("invite")
  invite() {}

  @Post(":id/owner")
  @UseGuards(RolesGuard)
  // ok: no-unenforced-role
  @Roles("owner")
  promote() {}

  @Post(":id/plan")
  // ok: no-unenforced-role
  @ForRoles("owner")
  plan() {}
}

@Controller("billing")
@UseGuards(AuthGuard("jwt"))
export class BillingController {
  @Get()
  // ruleid: no-unenforced-role
  @Roles("owner")
  show() {}
}

@Controller("settings")
@UseGuards(LoginGuard, RolesGuard)
export class SettingsController {
  @Get()
  // ok: no-unenforced-role
  @Roles("owner")
  show() {}
}

// What a guard of a package reads is not known.
@Controller("reports")
@UseGuards(KeycloakGuard)
export class ReportsController {
  @Get()
  // ok: no-unenforced-role
  @Roles("owner")
  show() {}
}
