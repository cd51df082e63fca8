import { Body, Controller, Param, Patch, Post } from "@nestjs/common"
import { CreateTokenDto, RenameTokenDto, TokenResponseDto } from "./token.dto"

@Controller("tokens")
export class TokenController {
  @Post()
  create(@Body() body: CreateTokenDto): Promise<TokenResponseDto> {
    return this.tokens.create(body)
  }

  @Patch(":id")
  rename(@Param("id") id: string, @Body() body: RenameTokenDto): Promise<TokenResponseDto> {
    return this.tokens.rename(id, body)
  }
}
