// @ts-nocheck fixture
import { Body, Controller, Post, UseGuards } from "@nestjs/common"
import { JwtService } from "@nestjs/jwt"
import { LocalAuthGuard } from "./local-auth.guard.js"
import { UsersService } from "./users.service.js"

@Controller("auth")
export class AuthController {
  constructor(
    private readonly jwtService: JwtService,
    private readonly users: UsersService,
  ) {}

  @Post("token")
  token(@Body() dto: TokenDto) {
    // ruleid: no-token-for-claimed-identity
    return { token: this.jwtService.sign({ sub: dto.userId, email: dto.email }) }
  }

  @Post("login")
  async login(@Body() dto: LoginDto) {
    const user = await this.users.prove(dto)
    // ok: no-token-for-claimed-identity
    return { token: this.jwtService.sign({ sub: user.id, email: dto.email }) }
  }

  @UseGuards(LocalAuthGuard)
  @Post("guarded")
  guarded(@Body() dto: LoginDto) {
    // ok: no-token-for-claimed-identity
    return { token: this.jwtService.sign({ sub: dto.userId }) }
  }
}
