export async function up(knex) {
  await knex.schema.createTable("deliveries", (table) => {
    table.bigIncrements("id")
    table.string("status", 12).notNullable()
    table.timestamp("next_attempt_at").notNullable()
    table.index(["endpoint_id", "created_at"])
  })
  await knex.schema.createTable("exports", (table) => {
    table.bigIncrements("id")
    table.string("state", 12).notNullable()
    table.timestamp("run_at").notNullable()
    table.index(["state", "run_at"])
  })
}
