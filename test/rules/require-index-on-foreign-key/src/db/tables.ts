// @ts-nocheck fixture
import { index, integer, pgTable, serial } from "drizzle-orm/pg-core"

export const payments = pgTable(
  "payments",
  {
    id: serial().primaryKey(),
    // ruleid: require-index-on-foreign-key
    accountId: integer().references(() => accounts.id, { onDelete: "cascade" }),
    // ok: require-index-on-foreign-key
    invoiceId: integer().references(() => invoices.id, { onDelete: "cascade" }),
  },
  (table) => [index("payments_invoice").on(table.invoiceId)],
)
