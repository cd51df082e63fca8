import { IsEnum, IsString } from "class-validator"

export class CreateTokenDto {
  // ruleid: no-removed-input-check
  label: string

  // ok: no-removed-input-check
  note?: string
}

export class RenameTokenDto {
  @IsString()
  // ok: no-removed-input-check
  label: string

  @IsEnum(Scope)
  // ok: no-removed-input-check
  scope: Scope
}

export class TokenResponseDto {
  // ok: no-removed-input-check
  label: string
}
