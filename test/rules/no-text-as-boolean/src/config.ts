// @ts-nocheck fixture
import { z } from "zod"

const Env = z.object({
  PORT: z.coerce.number().default(3000),
  // ruleid: no-text-as-boolean
  MAIL_SANDBOX: z.coerce.boolean().default(false),
  // ruleid: no-text-as-boolean
  TLS: z.coerce.boolean(),
  // ok: no-text-as-boolean
  QUIET: z
    .enum(["true", "false"])
    .transform((text) => text === "true"),
  // ok: no-text-as-boolean
  COLOUR: z.stringbool(),
})
export const env = Env.parse(process.env)

export const orderQuery = z.object({
  // ruleid: no-text-as-boolean
  archived: z.coerce.boolean().optional(),
  page: z.coerce.number(),
})

const listing = z.object({
  // ruleid: no-text-as-boolean
  open: z.coerce.boolean(),
})
export const list = (req) => listing.parse(req.query)

// A body is JSON, with booleans of its own.
const body = z.object({
  // ok: no-text-as-boolean
  open: z.coerce.boolean(),
})
export const create = (req) => body.parse(req.body)

// ruleid: no-text-as-boolean
export const trace = Boolean(process.env.TRACE)
// ruleid: no-text-as-boolean
export const metrics = process.env.METRICS ? "on" : "off"
// ruleid: no-text-as-boolean
if (!process.env.MAIL_SANDBOX) console.log("mails are sent")
// ok: no-text-as-boolean
export const isVerbose = !!process.env.VERBOSE
// ok: no-text-as-boolean
export const isDry = Boolean(process.env.DRY_RUN)
// ok: no-text-as-boolean
export const isTracing = process.env.TRACE === "1"
// ok: no-text-as-boolean
export const tracing = process.env.TRACE || "0"

export const sms = {
  // ruleid: no-text-as-boolean
  sandbox: Boolean(process.env.SMS_SANDBOX),
  // ok: no-text-as-boolean
  reportsErrors: Boolean(process.env.SENTRY_DSN),
  // ok: no-text-as-boolean
  hasChoice: Boolean(process.env.SMS_SANDBOX),
}
// ruleid: no-text-as-boolean
export const cacheEnabled = Boolean(process.env.CACHE_ENABLED)
