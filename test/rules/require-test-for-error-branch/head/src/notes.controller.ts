import { Controller, ForbiddenException, Get } from "@nestjs/common"
@Controller("notes")
export class NotesController {
  @Get(":id")
  one() {
    // ruleid: require-test-for-error-branch
    if (!mine()) throw new ForbiddenException()
    return 1
  }
}
