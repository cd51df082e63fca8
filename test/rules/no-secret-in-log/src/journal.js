// @ts-nocheck fixture
import pino from "pino"

const log = pino()

class Journal {
  record(attempt, outcome) {
    const entry = { ...attempt, outcome }
    // ruleid: no-secret-in-log
    log.warn(entry, "sign-in refused")
  }

  recordWell({ email, ip }, outcome) {
    const entry = { email, ip, outcome }
    // ok: no-secret-in-log
    log.warn(entry, "sign-in refused")
  }
}

const journal = new Journal()

export async function signIn(req, res) {
  const { email, password } = req.body
  const attempt = { email, password, ip: req.ip }
  journal.record(attempt, "refused")
  journal.recordWell(attempt, "refused")
  const masked = { ...attempt, password: "***" }
  // ok: no-secret-in-log
  log.info(masked)
  res.sendStatus(401)
}
