export const database = process.env.DATABASE_URL
export const secret = process.env.SESSION_SECRET
export const old = process.env.LEGACY_MODE === "1"
