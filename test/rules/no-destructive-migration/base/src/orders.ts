export const list = (knex) => knex("orders").select("id", "old_total", "currency", "paidAt")
