export const database = process.env.DATABASE_URL
export const secret = process.env.SESSION_SECRET
// ok: require-documented-env
export const old = process.env.LEGACY_MODE === "1" || process.env.LEGACY_MODE === "yes"
// ruleid: require-documented-env
export const exportKey = process.env.EXPORT_KEY
export const exportFolder = process.env["EXPORT_FOLDER"] ?? "/var/exports"
// ok: require-documented-env
export const mail = process.env.SMTP_HOST
// ok: require-documented-env
export const production = process.env.NODE_ENV === "production" && process.env.CI === undefined
// ok: require-documented-env
export const inNode = process.env.NEXT_RUNTIME === "nodejs"
// ok: require-documented-env
process.env.TZ_OVERRIDE = "UTC"
// ok: require-documented-env
export const port = Number(process.env.PORT ?? 3000)
