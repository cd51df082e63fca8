export const createIdentities = (pool) => ({
  async resolve(claims) {
    const known = await pool.query("SELECT user_id FROM identities WHERE issuer = $1 AND subject = $2", [claims.iss, claims.sub])
    if (known.rows[0]) return known.rows[0].user_id
    const user = await pool.query(
      "INSERT INTO users (email) VALUES ($1) ON CONFLICT (email) DO UPDATE SET last_seen_at = now() RETURNING id",
      // ruleid: no-unverified-address
      [claims.email.toLowerCase()],
    )
    return user.rows[0].id
  },

  async resolveVerified(claims) {
    const known = await pool.query("SELECT user_id FROM identities WHERE issuer = $1 AND subject = $2", [claims.iss, claims.sub])
    if (known.rows[0]) return known.rows[0].user_id
    if (!claims.email_verified) throw new Error("unverified")
    const user = await pool.query(
      "INSERT INTO users (email) VALUES ($1) ON CONFLICT (email) DO UPDATE SET last_seen_at = now() RETURNING id",
      // ok: no-unverified-address
      [claims.email.toLowerCase()],
    )
    return user.rows[0].id
  },
})
