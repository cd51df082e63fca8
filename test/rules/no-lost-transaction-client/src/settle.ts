// @ts-nocheck fixture
import knex from "knex"
import { addEntry, addEntryIn, entriesOf, logSettlement } from "./entries.ts"

const db = knex({ client: "pg" })

export function settle(invoice) {
  return db.transaction(async (trx) => {
    // ruleid: no-lost-transaction-client
    const entry = await addEntry({ invoice: invoice.id, cents: invoice.cents })
    // ok: no-lost-transaction-client
    await addEntryIn({ invoice: invoice.id, cents: 0 }, trx)
    // ok: no-lost-transaction-client
    const before = await entriesOf(invoice.id)
    // What happened is worth keeping when the rest fails.
    // ok: no-lost-transaction-client
    await logSettlement(invoice.id)
    await trx("invoices").where({ id: invoice.id }).update({ entry, before })
  })
}
