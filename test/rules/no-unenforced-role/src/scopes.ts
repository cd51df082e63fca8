// @ts-nocheck fixture
import { CanActivate, Controller, ExecutionContext, Get, Injectable, SetMetadata } from "@nestjs/common"
import { Reflector } from "@nestjs/core"

const SCOPES_KEY = "scopes"
export const RequireScopes = (...scopes: string[]) => SetMetadata(SCOPES_KEY, scopes)
export const OnHandlerRoles = Reflector.createDecorator<string[]>()

@Injectable()
export class ScopesGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext) {
    // ruleid: no-unenforced-role
    const required = this.reflector.get<string[]>(SCOPES_KEY, context.getHandler())
    if (!required?.length) return true
    return required.every((each) => context.switchToHttp().getRequest().user.scopes.includes(each))
  }
}

@Injectable()
export class BothScopesGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext) {
    // ok: no-unenforced-role
    const required = this.reflector.get(SCOPES_KEY, context.getHandler()) ?? this.reflector.get(SCOPES_KEY, context.getClass())
    if (!required) return true
    return required.every((each) => context.switchToHttp().getRequest().user.scopes.includes(each))
  }
}

// Nobody puts this note on a controller.
@Injectable()
export class HandlerRolesGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext) {
    // ok: no-unenforced-role
    const required = this.reflector.get(OnHandlerRoles, context.getHandler())
    return !required || required.includes(context.switchToHttp().getRequest().user.role)
  }
}

@Controller("salaries")
@RequireScopes("payroll")
export class SalariesController {
  @Get()
  list() {}

  @Get("mine")
  @OnHandlerRoles(["employee"])
  mine() {}
}
