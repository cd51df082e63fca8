import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core"

export const probe = sqliteTable("probe", { id: integer("id").primaryKey(), name: text("name") })
export const monitor = sqliteTable("monitor", { id: integer("id").primaryKey(), deletedAt: integer("deleted_at"), seenAt: integer("seen_at") })
