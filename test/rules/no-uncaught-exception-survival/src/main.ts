// @ts-nocheck fixture
import { logger } from "./logger.ts"

// ruleid: no-uncaught-exception-survival
process.on("uncaughtException", (error) => {
  logger.error(error)
})

// ok: no-uncaught-exception-survival
process.on("uncaughtException", (error) => {
  logger.error(error)
  process.exit(1)
})

// ok: no-uncaught-exception-survival
process.on("uncaughtException", shutdown)

// ok: no-uncaught-exception-survival
process.on("uncaughtExceptionMonitor", (error) => logger.error(error))

function shutdown(error) {
  logger.error(error)
  process.exitCode = 1
  setTimeout(() => process.exit(1), 5000).unref()
}

// ok: no-uncaught-exception-survival
process.on("uncaughtException", (error) => {
  logger.error(error)
  exitHandler()
})
