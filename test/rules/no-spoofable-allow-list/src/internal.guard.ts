// @ts-nocheck fixture
import { CanActivate, ExecutionContext, Injectable } from "@nestjs/common"
import requestIp from "request-ip"

@Injectable()
export class InternalGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest()
    const ip = request.headers["x-forwarded-for"]?.split(",")[0]
    // ruleid: no-spoofable-allow-list
    return ["127.0.0.1", "::1"].includes(ip)
  }
}

@Injectable()
export class OfficeGuard implements CanActivate {
  constructor(private readonly allowedAddresses: string[]) {}

  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest()
    // ruleid: no-spoofable-allow-list
    return this.allowedAddresses.includes(requestIp.getClientIp(request))
  }
}

@Injectable()
export class LoopbackGuard implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const request = context.switchToHttp().getRequest()
    // ok: no-spoofable-allow-list
    return ["127.0.0.1", "::1"].includes(request.socket.remoteAddress)
  }
}
