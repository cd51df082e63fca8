import { and, eq, isNull } from "drizzle-orm"
import { monitor } from "./schema.js"

export const list = (db, context) => {
  const probeId = context.probe.id
  return db.select().from(monitor).where(and(eq(monitor.probeId, probeId), isNull(monitor.deletedAt)))
}

export const seen = (db) => db.run("SELECT id FROM probe WHERE seen_at IS NOT NULL")
