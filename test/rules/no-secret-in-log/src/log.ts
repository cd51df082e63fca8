import express from "express"
import { logger } from "./logger.ts"

const app = express()

app.post("/login", async (req, res) => {
  const { name, password } = req.body
  // ruleid: no-secret-in-log
  console.log("login of", name, password)
  // ruleid: no-secret-in-log
  logger.info(`login with ${req.body.password}`)
  // ruleid: no-secret-in-log
  logger.debug(req.body)
  // ok: no-secret-in-log
  logger.info({ name, hasPassword: Boolean(password) }, "login")
  // ok: no-secret-in-log
  logger.info("password changed")
  // ok: no-secret-in-log
  logger.debug("length", password.length)
  res.sendStatus(204)
})

app.get("/orders", (req, res) => {
  // ruleid: no-secret-in-log
  console.log("headers", req.headers)
  // ok: no-secret-in-log
  console.log("agent", req.headers["user-agent"])
  // ok: no-secret-in-log
  logger.debug(req.body)
  res.json([])
})

export async function refresh(session: { id: string; refreshToken: string }) {
  // ruleid: no-secret-in-log
  logger.warn("cannot refresh", { id: session.id, token: session.refreshToken })
  // ok: no-secret-in-log
  logger.warn("cannot refresh", { id: session.id, refreshToken: "[redacted]" })
  // ok: no-secret-in-log
  logger.info("linked", { hasRefreshToken: session.hasRefreshToken, missing_id_token: session.missing_id_token })
  // ruleid: no-secret-in-log
  logger.info("linked", { issuedRefreshToken: session.issuedRefreshToken })
  // ok: no-secret-in-log
  logger.warn("wrong", ErrorCodes.INVALID.password)
}

declare const ErrorCodes: { INVALID: { password: string } }

export function refused(context: { logger: { error(entry: unknown): void } }, accessToken: string) {
  // ruleid: no-secret-in-log
  context.logger.error({ message: "refused", accessToken })
  // ok: no-secret-in-log
  context.logger.error({ message: "refused", hasToken: accessToken !== "" })
}

export function mistaken(req: { cookies: Record<string, string>; headers: Record<string, string> }) {
  // ruleid: no-secret-in-log
  logger.error(`wrong token ${req.headers["x-csrf-token"]}, secret ${req.cookies["_csrf"]}`)
  // ok: no-secret-in-log
  logger.error(`wrong token from ${req.headers["user-agent"]}`)
}

client.interceptors.request.use((config) => {
  // ruleid: no-secret-in-log
  logger.info({ url: config.url, headers: config.headers }, "request")
  // ruleid: no-secret-in-log
  console.log("request", config)
  // ok: no-secret-in-log
  logger.info({ method: config.method, url: config.url, id: config.headers["x-request-id"] }, "request")
  return config
})

client.interceptors.response.use((response) => {
  // ok: no-secret-in-log
  logger.info({ status: response.status, headers: response.headers }, "response")
  return response
})

const crm = axios.create({ baseURL: process.env.CRM_URL, headers: { authorization: `Bearer ${process.env.CRM_API_KEY}` } })

export async function pushLead(lead: object) {
  try {
    return await crm.post("/leads", lead)
  } catch (err) {
    // ruleid: no-secret-in-log
    logger.error({ code: err.code, request: err.config }, "lead was refused")
    // ruleid: no-secret-in-log
    logger.error(`lead was refused: ${JSON.stringify((err as AxiosError).config)}`, err.stack)
    // ruleid: no-secret-in-log
    console.error("lead was refused", err.config?.headers)
    // ruleid: no-secret-in-log
    logger.warn("lead was refused", { response: err.response?.config })
    // ruleid: no-secret-in-log
    logger.warn(err.toJSON())
    // ok: no-secret-in-log
    logger.error({ code: err.code, url: err.config?.url, method: err.config.method }, "lead was refused")
    // ok: no-secret-in-log
    logger.error(`lead was refused: ${err.config?.method} ${err.config?.url} -> ${err.response?.status}`)
    // ok: no-secret-in-log
    logger.error({ request: pick(err.config, ["url"]) })
    // ok: no-secret-in-log
    logger.info({ config: settings.config })
    throw err
  }
}

export function atStart() {
  // ruleid: no-secret-in-log
  logger.debug({ env: process.env })
  // ok: no-secret-in-log
  logger.debug({ mode: process.env.NODE_ENV, names: Object.keys(process.env) })
}

declare const settings: { config: object }
