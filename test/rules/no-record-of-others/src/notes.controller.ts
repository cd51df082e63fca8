import { Controller, Delete, Get, Param, Patch, UseGuards } from "@nestjs/common"
import { CurrentUser } from "./current-user.ts"
import { NotesService } from "./notes.service.ts"
import { SignedIn } from "./signed-in.guard.ts"

@Controller("notes")
@UseGuards(SignedIn)
export class NotesController {
  constructor(private readonly notes: NotesService) {}

  @Get(":id")
  one(@Param("id") id: string, @CurrentUser() user: { id: string }) {
    // ok: no-record-of-others
    return this.notes.findOne(id, user.id)
  }

  @Patch(":id")
  change(@Param("id") id: string, @CurrentUser() user: { id: string }) {
    // ok: no-record-of-others
    return this.notes.update(id, user.id)
  }

  @Delete(":id")
  remove(@Param("id") id: string) {
    // ruleid: no-record-of-others
    return this.notes.remove(id)
  }
}
