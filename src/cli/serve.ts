import { readConfig } from "../config.ts"
import type { Config, Settings } from "../config.ts"
import { createLogger, startApp } from "../main.ts"
import { readAppManifest } from "../server/app-manifest.ts"
import { createCodeConverter } from "../server/convert-code.ts"
import { createSetupServer } from "../server/create-setup-server.ts"
import { exitCode } from "./exit-code.ts"
import { onSignal } from "./interrupt.ts"

/**
 * Runs the App until SIGTERM or SIGINT; a second signal ends it at once. Without credentials it serves the set-up page and
 * starts the App as soon as it is set up.
 * @returns 0 after an orderly end, 2 when the settings have to be mended first
 */
export async function runServe(): Promise<number> {
  const parsed = readConfig()
  switch (parsed.kind) {
    case "invalid":
      process.stderr.write(
        `The settings have ${parsed.problems.length === 1 ? "a mistake" : `${parsed.problems.length} mistakes`}:\n\n${parsed.problems.map((problem) => `  - ${problem}\n`).join("")}\nThe README lists every setting.\n`,
      )
      return exitCode.usage
    case "ready":
      return serveApp(parsed.config)
    case "unconfigured":
      return serveSetup(parsed.settings)
  }
}

async function serveApp(config: Config): Promise<number> {
  const logger = createLogger(config)
  // Before anything is told to anybody: who hears that we are ready may stop us at once.
  const { promise: signalled, resolve } = Promise.withResolvers<NodeJS.Signals>()
  onSignal(resolve)
  const app = await startApp(config, logger)
  const signal = await signalled
  logger.info({ signal, graceMs: config.server.shutdownGraceMs }, "draining")
  await app.stop({ graceMs: config.server.shutdownGraceMs })
  return exitCode.reviewed
}

async function serveSetup(settings: Settings): Promise<number> {
  const logger = createLogger(settings)
  const configured = Promise.withResolvers<"configured">()
  const server = createSetupServer({
    settings,
    manifest: readAppManifest(),
    convertCode: createCodeConverter(settings.github.apiUrl),
    log: logger,
    onConfigured: () => configured.resolve("configured"),
  })
  const { promise: signalled, resolve } = Promise.withResolvers<NodeJS.Signals>()
  const ignoreSignals = onSignal(resolve)
  const { url } = await server.listen()
  process.stderr.write(explainSetup(url, server.setupUrl))
  const next = await Promise.race([configured.promise, signalled])
  await server.close({ graceMs: 5_000 })
  ignoreSignals()
  if (next !== "configured") return exitCode.reviewed
  // The page has just written the credentials; everything else is as it was.
  return runServe()
}

function explainSetup(url: string, setupUrl: string | null): string {
  const otherwise = "To use an App that exists, set APP_ID, PRIVATE_KEY (or PRIVATE_KEY_PATH) and WEBHOOK_SECRET, and start again.\n"
  if (setupUrl === null) {
    return `No credentials yet, and PUBLIC_URL is not set (listening on ${url}).\n\nSet PUBLIC_URL to the https address under which GitHub reaches this server, and start again: it then offers to create the App.\n${otherwise}`
  }
  return `No credentials yet. Create the App here (the address is a key, keep it to yourself):\n\n  ${setupUrl}\n\n${otherwise}`
}
