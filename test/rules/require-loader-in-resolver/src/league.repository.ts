// @ts-nocheck fixture
import type { Knex } from "knex"

export class LeagueRepository {
  constructor(private readonly db: Knex) {}

  goals(fixtures) {
    return this.db("goals").whereIn("fixture_id", fixtures).orderBy("minute").select("id", "minute")
  }
}
