// @ts-nocheck fixture
import { ThrottlerGuard } from "@nestjs/throttler"

export class ClientGuard extends ThrottlerGuard {
  protected async getTracker(req) {
    // ruleid: no-spoofable-rate-limit
    return req.headers["x-forwarded-for"] ?? req.ip
  }
}

export class AddressGuard extends ThrottlerGuard {
  // ok: no-spoofable-rate-limit
  protected async getTracker(req) {
    return req.ip
  }
}
