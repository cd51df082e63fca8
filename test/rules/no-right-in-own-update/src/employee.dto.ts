import { OmitType, PartialType, PickType } from "@nestjs/mapped-types"
import { IsIn, IsInt, IsOptional, IsString } from "class-validator"

export class CreateEmployeeDto {
  @IsString() fullName: string
  @IsOptional() @IsString() phone?: string
  @IsIn(["employee", "manager", "admin"]) role: string
  @IsInt() salaryGrade: number
}

export class UpdateEmployeeDto extends PartialType(CreateEmployeeDto) {}
// ruleid: no-right-in-own-update
export class UpdateOwnDto extends PartialType(OmitType(CreateEmployeeDto, ["salaryGrade"] as const)) {}
// ok: no-right-in-own-update
export class UpdateContactDto extends PartialType(PickType(CreateEmployeeDto, ["phone"] as const)) {}
