export const due = (db, now) =>
  // ok: require-index-for-due-rows
  db("exports").where({ state: "open" }).where("run_at", "<=", now).orderBy("run_at").limit(20)

// A table that no migration creates.
export const others = (db, now) =>
  // ok: require-index-for-due-rows
  db("others").where({ state: "open" }).where("run_at", "<=", now).orderBy("run_at").limit(20)
