const development = process.env.NODE_ENV === "development"

if (!development && !process.env.COOKIE_SECRET) throw new Error("COOKIE_SECRET is required")
if (!process.env.OTHER_SECRET) console.warn("OTHER_SECRET is not set")

module.exports = {
  // ok: no-hardcoded-secret
  cookieSecret: process.env.COOKIE_SECRET ?? "for-local-work-only-9431",
  // ruleid: no-hardcoded-secret
  otherSecret: process.env.OTHER_SECRET ?? "for-local-work-only-9431",
}
