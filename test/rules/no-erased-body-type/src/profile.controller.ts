// @ts-nocheck fixture
import { Body, Controller, ParseArrayPipe, Patch, Post, Put, Query } from "@nestjs/common"
import { CompanyDto, Loose, PatchProfileDto, ProfileDto } from "./profile.dto"

@Controller("profiles")
export class ProfileController {
  @Patch()
  // ruleid: no-erased-body-type
  patch(@Body() dto: Partial<ProfileDto>) {}

  @Put()
  // ruleid: no-erased-body-type
  put(@CurrentUser() user: User, @Body() dto: Omit<ProfileDto, "email">) {}

  @Put("some")
  // ruleid: no-erased-body-type
  some(@Body() dto: Partial<Pick<ProfileDto, "email">>) {}

  @Post()
  // ruleid: no-erased-body-type
  either(@Body() dto: ProfileDto | CompanyDto) {}

  @Post("both")
  // ruleid: no-erased-body-type
  both(@Body() dto: ProfileDto & { id: string }) {}

  @Post("many")
  // ruleid: no-erased-body-type
  many(@Body() dtos: ProfileDto[]) {}

  @Post("find")
  // ruleid: no-erased-body-type
  find(@Query() query: Readonly<ProfileDto>) {}

  @Patch("mapped")
  // ok: no-erased-body-type
  mapped(@Body() dto: PatchProfileDto) {}

  @Post("whole")
  // ok: no-erased-body-type
  whole(@Body() dto: ProfileDto | undefined) {}

  @Post("items")
  // ok: no-erased-body-type
  items(@Body(new ParseArrayPipe({ items: ProfileDto })) dtos: ProfileDto[]) {}

  @Post("field")
  // ok: no-erased-body-type
  field(@Body("profile") profile: Partial<ProfileDto>) {}

  // Whoever declares an interface asks for no validation.
  @Post("loose")
  // ok: no-erased-body-type
  loose(@Body() dto: Partial<Loose>) {}

  // ok: no-erased-body-type
  private apply(dto: Partial<ProfileDto>) {}
}
