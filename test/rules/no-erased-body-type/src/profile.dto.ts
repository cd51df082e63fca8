import { PartialType } from "@nestjs/swagger"
import { IsEmail, IsOptional, IsString } from "class-validator"

export class ProfileDto {
  @IsString() name!: string
  @IsOptional() @IsEmail() email?: string
}

export class PatchProfileDto extends PartialType(ProfileDto) {}

export class CompanyDto {
  @IsString() company!: string
}

export interface Loose {
  name: string
}
