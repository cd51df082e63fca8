import { IsEnum, IsNotEmpty, IsOptional, IsString } from "class-validator"

export class CreateTokenDto {
  @IsString()
  @IsNotEmpty()
  label: string

  @IsOptional()
  note?: string
}

export class RenameTokenDto {
  @IsString()
  label: string

  @IsEnum(Scope)
  scope: Scope
}

export class TokenResponseDto {
  @IsString()
  label: string
}
