import { z } from "zod"

const Environment = z.object({
  DATABASE_URL: z.string(),
  REDIS_URL: z.string(),
  SESSION_SECRET: z.string().min(32),
  HOOK_SECRET: z.string().min(32),
  PAYMENTS_URL: z.string().url(),
})
const environment = Environment.parse(process.env)

export const settings = {
  databaseUrl: environment.DATABASE_URL,
  redisUrl: environment.REDIS_URL,
  sessionSecret: environment.SESSION_SECRET,
  hookSecret: environment.HOOK_SECRET,
  paymentsUrl: environment.PAYMENTS_URL,
}
