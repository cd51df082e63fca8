import type { Setting, TechnologyModel } from "./model.ts"

const SCRIPTS = {
  concern: "cookie",
  severity: "medium",
  title: "Scripts can read the session cookie",
  message: "One script injected anywhere on the site takes over every session: `httpOnly` is switched off, which is on by default.",
  fix: "Remove the option, or set it to `true`.",
  unsafe: { is: [false] },
  safe: "true",
} as const

const PLAIN = {
  concern: "cookie",
  severity: "low",
  title: "The session cookie travels over plain HTTP",
  message:
    "Whoever is on the same network takes over a session with the first request that is not encrypted: `secure` is switched off for the session cookie.",
  fix: "Switch it on wherever the service runs behind HTTPS.",
  unsafe: { is: [false] },
  safe: 'process.env.NODE_ENV === "production"',
} as const

const ANYWHERE = {
  concern: "cookie",
  severity: "low",
  confidence: "low",
  title: "Requests of other sites carry the session",
  message:
    'A page on any site sends requests in the name of a visitor who is logged in: with `sameSite: "none"` the browser adds the session cookie to them, and only a CSRF token is left to tell them apart.',
  fix: 'Use `"lax"`, unless pages of another site have to call with the session; then check a CSRF token.',
  unsafe: { matches: /^none$/i },
} as const

// Where each library keeps the two flags.
const flags: Setting[] = [
  { call: "express-session", argument: 0, httpOnly: "cookie.httpOnly", secure: "cookie.secure" },
  { call: "cookie-session", argument: 0, httpOnly: "httpOnly", secure: "secure" },
  { call: "koa-session", argument: 0, httpOnly: "httpOnly", secure: "secure" },
  { call: "koa-generic-session", argument: 0, httpOnly: "cookie.httpOnly", secure: "cookie.secure" },
  { call: "@fastify/session", argument: 1, httpOnly: "cookie.httpOnly", secure: "cookie.secure" },
  { call: "@fastify/secure-session", argument: 1, httpOnly: "cookie.httpOnly", secure: "cookie.secure" },
  { call: "iron-session.getIronSession", argument: 2, httpOnly: "cookieOptions.httpOnly", secure: "cookieOptions.secure" },
  { call: "@hapi/hapi.server().auth.strategy", argument: 2, httpOnly: "cookie.isHttpOnly", secure: "cookie.isSecure" },
  { call: "@hapi/hapi.Server().auth.strategy", argument: 2, httpOnly: "cookie.isHttpOnly", secure: "cookie.isSecure" },
].flatMap(({ call, argument, httpOnly, secure }): Setting[] => [
  { ...SCRIPTS, call, argument, option: httpOnly },
  { ...PLAIN, call, argument, option: secure },
  { ...ANYWHERE, call, argument, option: secure.replace(/(?:isS|s)ecure$/, secure.endsWith("isSecure") ? "isSameSite" : "sameSite") },
])

const unsigned: Setting[] = ["cookie-session", "koa-session"].map((call) => ({
  call,
  argument: 0,
  option: "signed",
  unsafe: { is: [false] },
  concern: "session",
  severity: "critical",
  title: "Visitors can write their own session",
  message:
    "The session is the cookie itself, and `signed: false` takes away what tells a real one from one a visitor has edited: any user id can be put in.",
  fix: "Remove the option and give the library a secret key.",
  safe: "true",
}))

/** Sessions of the frameworks: what keeps them and what their cookies are. */
export const sessions: TechnologyModel = {
  technology: "Sessions",
  packages: ["express-session"],
  same: [{ from: "hapi", to: "@hapi/hapi" }],
  settings: [
    ...flags,
    ...unsigned,
    {
      call: "express-session",
      argument: 0,
      option: "store",
      unsafe: "missing",
      concern: "session",
      severity: "medium",
      confidence: "medium",
      title: "Sessions live in the memory of one process",
      message:
        "Every restart logs everyone out, a second instance does not know the sessions of the first, and memory grows with each visitor: without `store` this is `MemoryStore`, which its authors mark as not for production.",
      fix: "Give it a store, such as `connect-redis` or `connect-pg-simple`.",
    },
    {
      call: "express-session",
      argument: 0,
      option: "saveUninitialized",
      unsafe: { is: [true] },
      concern: "session",
      severity: "low",
      confidence: "low",
      title: "Every visitor gets a session before logging in",
      message:
        "Robots and health checks fill the store, and a session id exists before the login that should have made it: `saveUninitialized` stores sessions nothing was put into.",
      fix: "Set it to `false`; the session is stored with the first value.",
      safe: "false",
    },
  ],
  roles: [
    ...["express-session", "cookie-session", "koa-session", "koa-generic-session", "@fastify/session", "@fastify/secure-session"].map(
      (call) => ({ call, is: ["session"] as const }),
    ),
    { call: "iron-session.getIronSession", is: ["session"] },
  ],
}
