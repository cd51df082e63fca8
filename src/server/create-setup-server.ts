import { randomBytes, timingSafeEqual } from "node:crypto"
import type { IncomingMessage, ServerResponse } from "node:http"
import type { Settings } from "../config.ts"
import { UserError } from "../errors.ts"
import type { Log } from "../model/log.ts"
import { answerJson, answerPage } from "./answer.ts"
import { callbackPath, composeManifest } from "./app-manifest.ts"
import type { AppManifest } from "./app-manifest.ts"
import type { ConvertCode, NewApp } from "./convert-code.ts"
import { createListener } from "./listener.ts"
import type { Listener } from "./listener.ts"
import { parseAddress } from "./parse-address.ts"
import { webhookPath } from "./receive-webhook.ts"
import { proveSavable, saveCredentials } from "./save-credentials.ts"
import { renderAddressMissingPage, renderDonePage, renderFailedPage, renderLockedPage, renderSetupPage } from "./setup-page.ts"

interface SetupOptions {
  readonly settings: Settings
  readonly manifest: AppManifest
  readonly convertCode: ConvertCode
  readonly log: Log
  /** Called once the credentials are kept, to start serving without a restart; left out when somebody has to restart. */
  readonly onConfigured?: () => void
}

export interface SetupServer extends Listener {
  /** To be printed for the operator, and for nobody else: whoever opens it can make the App. `null` while PUBLIC_URL is missing. */
  readonly setupUrl: string | null
}

// GitHub's code lives one hour; so does the permission to bring one.
const stateLifeMs = 60 * 60 * 1000
// Every view of the form makes a state; the oldest give way.
const maxStates = 100

/**
 * The server of an App that does not exist yet: leads through GitHub's App manifest flow and keeps what comes out of it.
 * The address is public while GitHub must reach it, so the form opens only with the key of the address in the log.
 */
export function createSetupServer({ settings, manifest, convertCode, log, onConfigured }: SetupOptions): SetupServer {
  const { publicUrl } = settings.server
  const key = randomBytes(24).toString("base64url")
  const states = new Map<string, number>()
  let isConfigured = false
  const listener = createListener({
    host: settings.server.host,
    port: settings.server.port,
    onError: (error) => log.error({ err: error }, "request failed"),
    respond: route,
  })
  return Object.assign(listener, { setupUrl: publicUrl === null ? null : `${publicUrl}/?key=${key}` })

  async function route(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { path, query } = parseAddress(request.url)
    // A failed delivery can be delivered again once the App is there.
    if (path === webhookPath) return answerJson(response, 503, { error: "not set up" })
    if (request.method !== "GET" && request.method !== "HEAD")
      return answerJson(response, 405, { error: "only GET" }, { allow: "GET, HEAD" })
    switch (path) {
      case "/healthz":
        return answerJson(response, 200, { status: "alive" })
      case "/readyz":
        return answerJson(response, 503, { ready: false, checks: { configured: "failed" } })
      case "/":
        return showForm(query, response)
      case callbackPath:
        return finish(query, response)
      default:
        return answerJson(response, 404, { error: "nothing here" })
    }
  }

  async function showForm(query: URLSearchParams, response: ServerResponse): Promise<void> {
    if (publicUrl === null) return answerPage(response, 200, renderAddressMissingPage())
    if (isConfigured || !isSame(query.get("key") ?? "", key)) return answerPage(response, 403, renderLockedPage())
    try {
      await proveSavable(settings.storage.dataDir)
    } catch (error) {
      log.error({ err: error }, "the data folder cannot be written")
      return answerPage(
        response,
        500,
        renderFailedPage(
          `The App's key could not be kept: let this server write to ${settings.storage.dataDir}, or set DATA_DIR to a folder it may write.`,
          null,
        ),
      )
    }
    const asked = (query.get("organization") ?? "").trim()
    const organization = isLogin(asked) ? asked : null
    const owner = organization === null ? "" : `/organizations/${organization}`
    answerPage(
      response,
      200,
      renderSetupPage({
        action: `${settings.github.webUrl}${owner}/settings/apps/new?state=${createState()}`,
        manifest: JSON.stringify(composeManifest(manifest, publicUrl)),
        appName: manifest.name,
        webhookUrl: `${publicUrl}${webhookPath}`,
        key,
        organization,
        mistake:
          asked === "" || organization !== null
            ? null
            : `"${asked}" is not the name of an organisation: take it from its address, github.com/NAME.`,
      }),
    )
  }

  async function finish(query: URLSearchParams, response: ServerResponse): Promise<void> {
    const code = query.get("code") ?? ""
    if (isConfigured || !takeState(query.get("state") ?? "")) {
      return answerPage(
        response,
        400,
        renderFailedPage("This set-up was not started here, was finished already, or is older than an hour.", null),
      )
    }
    if (!/^[\w-]{1,200}$/.test(code)) return answerPage(response, 400, renderFailedPage("GitHub sent no usable code.", null))

    let app: NewApp
    try {
      app = await convertCode(code)
    } catch (error) {
      if (!(error instanceof UserError)) throw error
      log.warn({ err: error }, "set-up failed")
      return answerPage(response, 502, renderFailedPage(error.message, null))
    }
    try {
      await saveCredentials(settings.storage.dataDir, { version: 1, apiUrl: settings.github.apiUrl, ...app })
    } catch (error) {
      log.error({ err: error }, "the credentials of the new App could not be kept")
      return answerPage(response, 500, renderFailedPage(`Its key could not be kept in ${settings.storage.dataDir}.`, app.htmlUrl))
    }
    isConfigured = true
    log.info({ appId: app.appId }, "the App is set up")
    answerPage(response, 200, renderDonePage(app.htmlUrl, onConfigured !== undefined))
    onConfigured?.()
  }

  function createState(): string {
    const state = randomBytes(24).toString("base64url")
    states.set(state, Date.now() + stateLifeMs)
    for (const oldest of states.keys()) {
      if (states.size <= maxStates) break
      states.delete(oldest)
    }
    return state
  }

  // Works once, so that a callback seen by somebody else is worth nothing.
  function takeState(state: string): boolean {
    const validUntil = states.get(state)
    states.delete(state)
    return validUntil !== undefined && Date.now() < validUntil
  }
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)]
  return a.length === b.length && timingSafeEqual(a, b)
}

function isLogin(text: string): boolean {
  return /^[a-z\d](?:[a-z\d-]{0,37}[a-z\d])?$/i.test(text)
}
