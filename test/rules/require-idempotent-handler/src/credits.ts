// @ts-nocheck fixture
import { Pool } from "pg"

const pool = new Pool()

export async function addCredits(session) {
  // ruleid: require-idempotent-handler
  await pool.query("UPDATE accounts SET credits = credits + $2 WHERE id = $1", [session.account, session.credits])
}

export async function addOnce(event) {
  const fresh = await pool.query("INSERT INTO stripe_events (id) VALUES ($1) ON CONFLICT DO NOTHING", [event.key])
  // ok: require-idempotent-handler
  if (fresh.rowCount === 1) await pool.query("UPDATE accounts SET credits = credits + 5 WHERE id = $1", [event.account])
}

export async function settle(session) {
  // ok: require-idempotent-handler
  await pool.query("UPDATE invoices SET received = received + $2 WHERE id = $1 AND status = 'open'", [session.invoice, session.cents])
}
