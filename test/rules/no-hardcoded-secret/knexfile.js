// ok: no-hardcoded-secret
process.env.JWT_SECRET = "wq81KxT0nbmigrations"

module.exports = { client: "pg", connection: process.env.DATABASE_URL }
