// @ts-nocheck fixture
import { Body, Controller, Get, Path, Post, Query, Route } from "tsoa"
import { pool } from "../db.ts"

@Route("people")
export class PeopleController extends Controller {
  @Get("{name}")
  async byName(@Path() name: string, @Query() order?: string) {
    // ruleid: no-sql-injection
    await pool.query(`SELECT * FROM people WHERE name = $1 ORDER BY ${order}`, [name])
    // ok: no-sql-injection
    return pool.query("SELECT * FROM people WHERE name = $1", [name])
  }

  @Post()
  async add(@Body() person: { name: string }) {
    // ruleid: no-sql-injection
    return pool.query(`INSERT INTO people (name) VALUES ('${person.name}')`)
  }
}
