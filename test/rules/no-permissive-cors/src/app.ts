// @ts-nocheck fixture
import cors from "cors"
import express from "express"
import fastifyCors from "@fastify/cors"

const app = express()
const ORIGINS = ["https://app.example.com"]

// ruleid: no-permissive-cors
app.use(cors({ origin: true, credentials: true }))
// ruleid: no-permissive-cors
app.use(cors({ credentials: true, origin: (origin, callback) => callback(null, true) }))
// ruleid: no-permissive-cors
fastify.register(fastifyCors, { origin: /.*/, credentials: true })
// ruleid: no-permissive-cors
nest.enableCors({ origin: "*", credentials: true })
// ok: no-permissive-cors
app.use(cors())
// ok: no-permissive-cors
app.use(cors({ origin: true }))
// ok: no-permissive-cors
app.use(cors({ origin: ORIGINS, credentials: true }))
// ok: no-permissive-cors
app.use(cors({ origin: process.env.APP_ORIGIN, credentials: true }))
// ok: no-permissive-cors
app.use(cors({ credentials: true, origin: (origin, callback) => (ORIGINS.includes(origin) ? callback(null, true) : callback(new Error("no"))) }))

app.use((req, res, next) => {
  // ruleid: no-permissive-cors
  res.setHeader("Access-Control-Allow-Origin", req.headers.origin)
  res.setHeader("Access-Control-Allow-Credentials", "true")
  next()
})

app.use((req, res, next) => {
  if (ORIGINS.includes(req.headers.origin)) {
    // ok: no-permissive-cors
    res.setHeader("Access-Control-Allow-Origin", req.headers.origin)
    res.setHeader("Access-Control-Allow-Credentials", "true")
  }
  next()
})

app.use((req, res, next) => {
  // ok: no-permissive-cors
  res.header("Access-Control-Allow-Origin", req.get("Origin"))
  next()
})

export const patterns = [
  // ruleid: no-permissive-cors
  { origin: /example\.com$/, credentials: true },
  // ruleid: no-permissive-cors
  { origin: [/^https:\/\/app\.example\.com/], credentials: true },
  // ok: no-permissive-cors
  { origin: [/^https:\/\/[a-z-]+\.example\.com$/], credentials: true },
  // ruleid: no-permissive-cors
  { origin: [/^https:\/\/[a-z0-9-]+.example.com$/], credentials: true },
  // ruleid: no-permissive-cors
  { origin: [/^https:\/\/.+.example\.com$/], credentials: true },
  // ok: no-permissive-cors
  { origin: [/^https:\/\/(?:[a-z.]+\.)?example\.com(?::\d+)?$/], credentials: true },
  // ok: no-permissive-cors
  { origin: /\.example\.com$/, credentials: true },
  // ruleid: no-permissive-cors
  { origin: ["https://app.example.com", "null"], credentials: true },
  // ok: no-permissive-cors
  { origin: /example\.com$/ },
]

app.use(
  cors({
    credentials: true,
    // ruleid: no-permissive-cors
    origin: (origin, callback) => {
      if (origin) logger.debug({ origin }, "asked by another site")
      callback(null, true)
    },
  }),
)
app.use(
  cors({
    credentials: true,
    // ok: no-permissive-cors
    origin: (origin, callback) => {
      if (ORIGINS.includes(origin)) callback(null, true)
      else callback(new Error("no"))
    },
  }),
)
app.use(
  cors({
    credentials: true,
    // ok: no-permissive-cors
    origin: (origin, callback) => {
      if (!ORIGINS.includes(origin)) return
      callback(null, true)
    },
  }),
)
app.use(
  cors({
    credentials: true,
    // ok: no-permissive-cors
    origin: (origin, callback) => {
      if (!ORIGINS.includes(origin)) return callback(null, false)
      return callback(null, true)
    },
  }),
)

// ruleid: no-permissive-cors
const PORTAL = /^https:\/\/([a-z0-9-]+\.)?example\.com/
const CLOSED = /^https:\/\/([a-z0-9-]+\.)?example\.com$/

export const asked = [
  // ok: no-permissive-cors
  { credentials: true, origin: (origin) => (PORTAL.test(origin) ? origin : null) },
  {
    credentials: true,
    origin(origin, callback) {
      // ruleid: no-permissive-cors
      if (!origin || origin.match(/example\.com$/)) return callback(null, true)
      callback(new Error("no"))
    },
  },
  // ok: no-permissive-cors
  { credentials: true, origin: [PORTAL] },
  // ok: no-permissive-cors
  { credentials: true, origin: (origin) => (CLOSED.test(origin) ? origin : null) },
  // ok: no-permissive-cors
  { credentials: true, origin: (origin) => (PORTAL.test(origin) && ORIGINS.includes(new URL(origin).hostname) && CLOSED.test(origin) ? origin : null) },
  // ok: no-permissive-cors
  { origin: (origin) => (PORTAL.test(origin) ? origin : null) },
]

// ruleid: no-permissive-cors
const PRACTICE = /^https:\/\/[a-z0-9.-]*example\.com$/
// ruleid: no-permissive-cors
const ANY_SHOP = new RegExp("^https://.*example\\.co\\.uk(?::\\d+)?$")
// ok: no-permissive-cors
const PREVIEW = /^https:\/\/preview[a-z0-9-]+web\.example\.com$/

export const practices = [
  {
    credentials: true,
    origin(origin, callback) {
      callback(null, Boolean(origin) && PRACTICE.test(origin))
    },
  },
  { credentials: true, origin: (origin) => (PREVIEW.test(origin ?? "") ? origin : null) },
  // ok: no-permissive-cors
  { credentials: true, origin: /^https:\/\/(?:[a-z0-9-]+\.)*example\.com$/ },
  // ok: no-permissive-cors
  { credentials: true, origin: /^https:\/\/(.*\.)?example\.com$/ },
]

export function byHand(request, response, next) {
  const { origin } = request.headers
  if (ANY_SHOP.test(origin ?? "")) {
    response.setHeader("Access-Control-Allow-Origin", origin)
    response.setHeader("Access-Control-Allow-Credentials", "true")
  }
  next()
}
