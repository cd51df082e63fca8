import type { ConstructorOptions } from "pg-boss"

/** Where pg-boss keeps its tables. */
export const bossSchema = "expert_queue"

/** The same for both engines, so that one code path is tested. */
export const bossOptions: ConstructorOptions = {
  schema: bossSchema,
  // An abandoned job is noticed at most this long after its heartbeat ran out.
  superviseIntervalSeconds: 5,
  monitorIntervalSeconds: 5,
  // Nothing runs by the clock here.
  schedule: false,
  registerInstance: false,
}
