// @ts-nocheck fixture
import { app } from "@azure/functions"
import { Pool } from "pg"

// ok: no-client-per-request
const kept = new Pool()

async function listAlerts(request) {
  // ruleid: no-client-per-request
  const pool = new Pool({ connectionString: process.env.DATABASE_URL })
  const { rows } = await pool.query("SELECT id FROM alerts WHERE vehicle = $1 LIMIT 50", [request.params.vehicle])
  await kept.query("SELECT 1")
  return { jsonBody: rows }
}

app.http("alerts", { methods: ["GET"], handler: listAlerts })
