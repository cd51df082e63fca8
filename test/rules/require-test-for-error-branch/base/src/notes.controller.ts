import { Controller, Get } from "@nestjs/common"
@Controller("notes")
export class NotesController {
  @Get(":id")
  one() {
    return 1
  }
}
