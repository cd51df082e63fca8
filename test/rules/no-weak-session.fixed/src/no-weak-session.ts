// @ts-nocheck fixture
import session from "express-session"
import cookieSession from "cookie-session"
import { RedisStore } from "connect-redis"

// ruleid: no-weak-session
export const inMemory = session({ secret: process.env.SESSION_SECRET, resave: false, saveUninitialized: false })

export const forEveryone = session({
  secret: process.env.SESSION_SECRET,
  store: new RedisStore({ client }),
  // ruleid: no-weak-session
  saveUninitialized: false,
})

// ok: no-weak-session
export const inRedis = session({
  secret: process.env.SESSION_SECRET,
  store: new RedisStore({ client }),
  // ok: no-weak-session
  saveUninitialized: false,
})

// ok: no-weak-session
export const fromSettings = session({ ...settings, secret: process.env.SESSION_SECRET })

// ruleid: no-weak-session
export const writable = cookieSession({ signed: true, maxAge: 86400000 })
// ok: no-weak-session
export const signed = cookieSession({ keys, maxAge: 86400000 })
