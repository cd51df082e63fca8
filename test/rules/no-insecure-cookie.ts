// @ts-nocheck fixture
import { serialize } from "cookie"
import { cookies } from "next/headers"
import cookieSession from "cookie-session"
import session from "express-session"
import { setCookie } from "hono/cookie"

const options = { httpOnly: true, secure: true, sameSite: "lax" }

export function login(req, res) {
  // ruleid: no-insecure-cookie
  res.cookie("token", issue(req.user))
  // ruleid: no-insecure-cookie
  res.cookie("refresh_token", issue(req.user), { maxAge: 86400000 })
  // ruleid: no-insecure-cookie
  res.cookie("sid", issue(req.user), { httpOnly: false, secure: true })
  // ruleid: no-insecure-cookie
  res.cookie("jwt", issue(req.user), { httpOnly: true, secure: false })
  // ok: no-insecure-cookie
  res.cookie("token", issue(req.user), { httpOnly: true, secure: true, sameSite: "strict" })
  // ruleid: no-insecure-cookie
  res.cookie("token", issue(req.user), { httpOnly: true, secure: true, sameSite: "none" })
  // ok: no-insecure-cookie
  res.cookie("theme", "dark", { secure: true, sameSite: "none" })
  // ok: no-insecure-cookie
  res.cookie("token", issue(req.user), options)
  // ok: no-insecure-cookie
  res.cookie("token", issue(req.user), { ...options, maxAge: 1000 })
  // ok: no-insecure-cookie
  res.cookie("jwt", issue(req.user), { httpOnly: true, secure: process.env.NODE_ENV === "production" })
  // ok: no-insecure-cookie
  res.cookie("theme", "dark")
  // ok: no-insecure-cookie
  res.cookie("csrf_token", req.csrfToken())
  // ok: no-insecure-cookie
  res.cookie("token", "", { expires: new Date(0) })
}

const transport = { path: "/", secure: true, sameSite: "strict" }

export function setRefreshCookie(reply, value) {
  // ruleid: no-insecure-cookie
  reply.setCookie("rt", value, { ...transport, maxAge: 86400, httpOnly: false })
}

export function setThemeCookie(reply, value) {
  // ok: no-insecure-cookie
  reply.setCookie("theme", value, { ...transport, maxAge: 86400 })
}

export function answer(res, tokens, other) {
  // ruleid: no-insecure-cookie
  res.cookie("rt", tokens.refreshToken, { ...transport, maxAge: 86400 })
  // ok: no-insecure-cookie
  res.cookie("rt", tokens.refreshToken, { ...transport, ...options })
  // ok: no-insecure-cookie
  res.cookie("rt", tokens.refreshToken, { ...transport, ...other })
  // ruleid: no-insecure-cookie
  res.cookie("rt", tokens.refreshToken, { ...other, httpOnly: false, secure: true })
}

export async function fastifyLogin(request, reply) {
  // ruleid: no-insecure-cookie
  reply.setCookie("session", await issue(request.user), { path: "/" })
}

export async function koaLogin(ctx) {
  // ok: no-insecure-cookie
  ctx.cookies.set("session", await issue(ctx.state.user))
  // ruleid: no-insecure-cookie
  ctx.cookies.set("session", await issue(ctx.state.user), { httpOnly: false })
}

export async function honoLogin(c) {
  // ruleid: no-insecure-cookie
  setCookie(c, "access_token", await issue(c.get("user")))
}

export const withSession = session({
  secret: process.env.SESSION_SECRET,
  // ruleid: no-insecure-cookie
  cookie: { secure: false },
})

export const withOtherSession = session({
  secret: process.env.SESSION_SECRET,
  // ok: no-insecure-cookie
  cookie: { secure: "auto" },
})

// ruleid: no-insecure-cookie
export const withDefaults = session({ secret: process.env.SESSION_SECRET, resave: false, saveUninitialized: false })

export const withOwnSettings = session({
  secret: process.env.SESSION_SECRET,
  // ok: no-insecure-cookie
  cookie: { sameSite: "lax", secure: process.env.NODE_ENV === "production" },
})

// ok: no-insecure-cookie
export const fromSettings = session({ secret: process.env.SESSION_SECRET, ...settings })

// ruleid: no-insecure-cookie
export const inCookie = cookieSession({ keys, httpOnly: false })
// ok: no-insecure-cookie
export const inSafeCookie = cookieSession({ keys, sameSite: "lax" })

// ruleid: no-insecure-cookie
app.use(session({ secret: process.env.S, store, cookie: { secure: true, sameSite: "none" } }))

const REFRESH_COOKIE = "refresh_token"
const names = { session: "session_id", theme: "theme" }

export function remember(c, res, id, refreshToken) {
  // ruleid: no-insecure-cookie
  setCookie(c, REFRESH_COOKIE, refreshToken, { secure: true, sameSite: "Strict", path: "/auth" })
  // ruleid: no-insecure-cookie
  res.cookie(names.session, id, { secure: true, sameSite: "lax" })
  // ok: no-insecure-cookie
  res.cookie(names.theme, "dark")
}

const COOKIE_NAME = "__Host-session"
const base: SerializeOptions = { path: "/", httpOnly: true, secure: true }

export function openSession(headers, value, maxAge = 3600) {
  // ruleid: no-insecure-cookie
  headers.append("set-cookie", serialize(COOKIE_NAME, value, { ...base, sameSite: "none", maxAge }))
  // ruleid: no-insecure-cookie
  headers.append("set-cookie", serialize(COOKIE_NAME, value, { secure: true, maxAge }))
  // ok: no-insecure-cookie
  headers.append("set-cookie", serialize(COOKIE_NAME, value, { ...base, sameSite: "lax", maxAge }))
  // ok: no-insecure-cookie
  headers.append("set-cookie", serialize(COOKIE_NAME, "", { ...base, sameSite: "none", maxAge: 0 }))
}

export async function nextLogin(value) {
  const store = await cookies()
  // ruleid: no-insecure-cookie
  store.set("session", value, { httpOnly: false })
  // ok: no-insecure-cookie
  store.set("session", value, { httpOnly: true, secure: true })
}

export const plugin = {
  name: "doors",
  async register(server, { password, load }) {
    server.auth.strategy("doors", "cookie", {
      // ruleid: no-insecure-cookie
      cookie: { name: "doors", password, isSecure: false },
      validate: load,
    })
    server.auth.strategy("other", "cookie", {
      // ok: no-insecure-cookie
      cookie: { name: "other", password, isSecure: process.env.NODE_ENV === "production" },
      validate: load,
    })
    // ruleid: no-insecure-cookie
    server.state("session", { ttl: null, isHttpOnly: false })
    // ok: no-insecure-cookie
    server.state("session", { ttl: null, isSecure: true })
    // ok: no-insecure-cookie
    server.state("theme", { ttl: null, isHttpOnly: false, isSecure: false })
  },
}
