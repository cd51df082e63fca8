import type { PrismaClient } from "@prisma/client"
import jwt from "jsonwebtoken"
import { pino } from "pino"
import { createApp } from "../../src/app.js"

const secret = "only-for-tests-".repeat(3)
const issuer = "https://identity.test"

/** The app around a database of which a test defines just what it needs. */
export function testApp(database: object) {
  return createApp({
    config: { production: false, port: 0, logLevel: "silent", databaseUrl: "postgresql://unused", jwt: { secret, issuer } },
    database: database as PrismaClient,
    logger: pino({ level: "silent" }),
  })
}

export function bearer(role = "support"): string {
  return `Bearer ${jwt.sign({ role }, secret, { algorithm: "HS256", subject: "tester", issuer, expiresIn: "5m" })}`
}
