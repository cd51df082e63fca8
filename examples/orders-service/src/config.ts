import { z } from "zod"

const Environment = z.object({
  NODE_ENV: z.enum(["development", "test", "production"]).default("production"),
  PORT: z.coerce.number().int().min(1).max(65_535).default(3000),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
  DATABASE_URL: z.string().url(),
  JWT_SECRET: z.string().min(32),
  JWT_ISSUER: z.string().url(),
})

export interface Config {
  readonly production: boolean
  readonly port: number
  readonly logLevel: string
  readonly databaseUrl: string
  readonly jwt: { readonly secret: string; readonly issuer: string }
}

/** Reads all settings at once and fails with every mistake listed. */
export function readConfig(environment: NodeJS.ProcessEnv): Config {
  const parsed = Environment.safeParse(environment)
  if (!parsed.success) {
    const mistakes = parsed.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`)
    throw new Error(`Settings are not usable:\n${mistakes.join("\n")}`)
  }
  const { NODE_ENV, PORT, LOG_LEVEL, DATABASE_URL, JWT_SECRET, JWT_ISSUER } = parsed.data
  return {
    production: NODE_ENV === "production",
    port: PORT,
    logLevel: LOG_LEVEL,
    databaseUrl: DATABASE_URL,
    jwt: { secret: JWT_SECRET, issuer: JWT_ISSUER },
  }
}
