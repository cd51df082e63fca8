// @ts-nocheck fixture
import { Injectable } from "@nestjs/common"
import { ConfigService } from "@nestjs/config"
import { JwtModule } from "@nestjs/jwt"

@Injectable()
export class Settings {
  constructor(private readonly config: ConfigService) {}

  get jwtSecret() {
    // ruleid: no-hardcoded-secret
    return this.config.get("JWT_SECRET", "nest-development-secret")
  }

  get sessionSecret() {
    // ruleid: no-hardcoded-secret
    return this.config.get("SESSION_SECRET") ?? "nest-development-secret"
  }

  get port() {
    // ok: no-hardcoded-secret
    return this.config.get("PORT", "3000")
  }
}

// ruleid: no-hardcoded-secret
export const jwt = JwtModule.register({ secret: "hard-to-guess-9", signOptions: { expiresIn: "1h" } })
// ok: no-hardcoded-secret
export const other = JwtModule.registerAsync({ useFactory: (config) => ({ secret: config.get("JWT_SECRET") }) })

export class LoginDto {
  // ok: no-hardcoded-secret
  @ApiProperty({ example: { password: "S3cretPassw0rd" } })
  password: string
}
