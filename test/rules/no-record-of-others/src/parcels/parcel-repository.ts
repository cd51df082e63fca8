import { pool } from "../pool.ts"

export class ParcelRepository {
  async ofAccount(accountId: string) {
    // ok: no-record-of-others
    const { rows } = await pool.query("SELECT id, state FROM parcels WHERE account_id = $1 LIMIT 50", [accountId])
    return rows
  }

  async byId(id: string) {
    // ruleid: no-record-of-others
    const { rows } = await pool.query("SELECT * FROM parcels WHERE id = $1", [id])
    return rows[0] ?? null
  }

  async label(id: string, accountId: string) {
    // ok: no-record-of-others
    const { rows } = await pool.query("SELECT label FROM parcels WHERE id = $1 AND account_id = $2", [id, accountId])
    return rows[0] ?? null
  }

  async expire(id: string) {
    // ok: no-record-of-others
    await pool.query("DELETE FROM parcels WHERE id = $1", [id])
  }
}
