import cron from "node-cron"

export function plan(run) {
  cron.schedule("30 7 * * 1-5", run)
}
