// @ts-nocheck fixture
import { Body, Controller, Param, ParseIntPipe, Post } from "@nestjs/common"
import { exec } from "node:child_process"
import { execaCommand, execa } from "execa"

@Controller("backups")
export class BackupsController {
  @Post()
  async create(@Body() body: { database: string }) {
    // ruleid: no-command-injection
    exec(`pg_dump ${body.database} > /backups/latest.sql`)
    // ok: no-command-injection
    await execa("pg_dump", [body.database])
  }

  @Post(":id/restore")
  async restore(@Param("id", ParseIntPipe) id: number, @Body("target") target: string) {
    // ok: no-command-injection
    exec(`pg_restore /backups/${id}.sql`)
    // ruleid: no-command-injection
    await execaCommand(`pg_restore -d ${target} /backups/${id}.sql`)
  }
}
