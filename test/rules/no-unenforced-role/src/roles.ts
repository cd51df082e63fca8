// @ts-nocheck fixture
import { CanActivate, ExecutionContext, Injectable, SetMetadata, UseGuards, applyDecorators } from "@nestjs/common"
import { Reflector } from "@nestjs/core"

export const Roles = (...roles: string[]) => SetMetadata("roles", roles)
export const RequirePermission = Reflector.createDecorator<string>()
export const ForRoles = (...roles: string[]) => applyDecorators(SetMetadata("roles", roles), UseGuards(RolesGuard))

@Injectable()
export class LoginGuard implements CanActivate {
  canActivate(context: ExecutionContext) {
    return Boolean(context.switchToHttp().getRequest().user)
  }
}

@Injectable()
export class RolesGuard implements CanActivate {
  constructor(private readonly reflector: Reflector) {}

  canActivate(context: ExecutionContext) {
    const roles = this.reflector.getAllAndOverride<string[]>("roles", [context.getHandler(), context.getClass()])
    return !roles || roles.includes(context.switchToHttp().getRequest().user?.role)
  }
}
