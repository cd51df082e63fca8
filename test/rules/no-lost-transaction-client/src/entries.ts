// @ts-nocheck fixture
import knex from "knex"

const db = knex({ client: "pg" })

export async function addEntry(entry) {
  const [row] = await db("entries").insert(entry).returning("id")
  return row.id
}

export async function addEntryIn(entry, connection = db) {
  await connection("entries").insert(entry)
}

export function entriesOf(invoice) {
  return db("entries").where({ invoice }).select("id").limit(50)
}

export async function logSettlement(invoice) {
  await db("settlement_log").insert({ invoice })
}
