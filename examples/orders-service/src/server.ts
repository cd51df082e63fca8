import { createApp } from "./app.js"
import { readConfig } from "./config.js"
import { createDatabase } from "./database.js"
import { createLogger } from "./logger.js"

const shutdownTimeoutMs = 10_000

const config = readConfig(process.env)
const logger = createLogger(config.logLevel)
const database = createDatabase(config.databaseUrl)
const server = createApp({ config, database, logger }).listen(config.port, () => {
  logger.info({ port: config.port }, "listening")
})

function shutDown(signal: string): void {
  logger.info({ signal }, "shutting down")
  const timer = setTimeout(() => {
    logger.error("requests did not finish in time")
    process.exit(1)
  }, shutdownTimeoutMs)
  timer.unref()

  server.close((error) => {
    if (error) logger.error({ err: error }, "closing the server failed")
    database
      .$disconnect()
      .catch((cause: unknown) => logger.error({ err: cause }, "closing the database failed"))
      .finally(() => process.exit(error ? 1 : 0))
  })
}

process.once("SIGTERM", shutDown)
process.once("SIGINT", shutDown)
