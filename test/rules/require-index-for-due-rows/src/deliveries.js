import { Op } from "sequelize"
import { Mail } from "./models/index.js"

export const due = (db, now) =>
  // ruleid: require-index-for-due-rows
  db("deliveries as d")
    .select("d.id")
    .where("d.status", "pending")
    .where("d.next_attempt_at", "<=", now)
    .orderBy("d.next_attempt_at")
    .limit(20)

// One that is known by its key.
// ok: require-index-for-due-rows
export const one = (db, id) => db("deliveries").where("id", id).first()

export const mails = (models) =>
  // ruleid: require-index-for-due-rows
  Mail.findAll({ where: { status: "waiting", sendAt: { [Op.lte]: new Date() } }, order: [["sendAt", "ASC"]], limit: 50 })

export const jobs = (pool) =>
  // ruleid: require-index-for-due-rows
  pool.query("SELECT id FROM jobs WHERE job_status = 'queued' AND run_at <= now() ORDER BY run_at LIMIT 10 FOR UPDATE SKIP LOCKED")

export const chores = (pool) =>
  // ok: require-index-for-due-rows
  pool.query("SELECT id FROM chores WHERE chore_state = 'open' AND due_at <= now() ORDER BY due_at LIMIT 10")
