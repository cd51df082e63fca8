import { IsIn, IsString, MaxLength } from "class-validator"

export class CreateTokenDto {
  // ruleid: no-removed-guard
  label: string

  // ok: no-removed-guard
  note?: string
}

export class RenameTokenDto {
  @IsString()
  @MaxLength(100)
  // ok: no-removed-guard
  label: string

  @IsIn(["read", "write"])
  // ok: no-removed-guard
  scope: string
}

export class TokenResponseDto {
  // ok: no-removed-guard
  label: string
}
