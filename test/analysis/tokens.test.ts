import { expect, test } from "vitest"
import { analyzeWith } from "../../src/analysis/analyze.ts"
import { noUnsafeLoginFlow } from "../../src/analysis/rules/no-unsafe-login-flow.ts"
import { noWeakJwt } from "../../src/analysis/rules/no-weak-jwt.ts"
import type { Rule } from "../../src/analysis/rule.ts"
import { defaultPolicy } from "../../src/model/policy.ts"
import { aDiff, aTree } from "../support/analysis-input.ts"

async function linesOf(rule: Rule, files: Readonly<Record<string, string>>): Promise<string[]> {
  const base = aTree({})
  const head = aTree(files)
  const { findings } = await analyzeWith([rule], { diff: aDiff(base, head), base, head, policy: defaultPolicy, clock: () => 0 })
  return findings.map(({ path, startLine }) => `${path}:${startLine}`)
}

const HONO = '{ "dependencies": { "hono": "^4.0.0", "jose": "^5.0.0" } }'
const claims = `import { decodeJwt } from "jose"
export const withClaims = async (c, next) => {
  const claims = decodeJwt((c.req.header("authorization") ?? "").slice(7))
  if (claims.exp * 1000 < Date.now()) return c.json({ error: "expired" }, 401)
  c.set("userId", claims.sub)
  await next()
}
`

test("claims that nobody verified are not handed on to the handlers", async () => {
  expect(await linesOf(noWeakJwt, { "package.json": HONO, "src/claims.ts": claims })).toEqual(["src/claims.ts:3"])
})

test("claims that another middleware verified may be read again", async () => {
  const app = `import { jwt } from "hono/jwt"
import { withClaims } from "./claims"
app.use("/api/*", jwt({ secret: process.env.SECRET }))
app.use("/api/*", withClaims)
`
  expect(await linesOf(noWeakJwt, { "package.json": HONO, "src/claims.ts": claims, "src/app.ts": app })).toEqual([])
})

const NEXT = '{ "dependencies": { "next": "^16.0.0", "jose": "^6.0.0" } }'
const gate = (decision: string) => `import { NextResponse } from "next/server"
import { decodeJwt } from "jose"
export async function middleware(request) {
  const ticket = request.cookies.get("ticket")?.value
  const claims = decodeJwt(ticket)
  if (claims.exp < Date.now() / 1000) throw new Error("expired")
  ${decision}
  return NextResponse.next()
}
`

test.each([
  {
    name: "whom it names",
    decision: 'if (claims.role !== "keeper") return NextResponse.redirect(new URL("/", request.url))',
    lines: ["middleware.ts:5"],
  },
  { name: "nothing but its end", decision: "", lines: [] },
])("a gate that asks a token that nobody verified for $name", async ({ decision, lines }) => {
  expect(await linesOf(noWeakJwt, { "package.json": NEXT, "middleware.ts": gate(decision) })).toEqual(lines)
})

test("a gate asks a token again that a handler verifies", async () => {
  const handler = `import { jwtVerify } from "jose"
export const POST = async (request) => jwtVerify(await request.text(), key)
`
  const files = { "package.json": NEXT, "middleware.ts": gate('if (claims.role !== "keeper") return null'), "app/api/route.ts": handler }
  expect(await linesOf(noWeakJwt, files)).toEqual([])
})

const put = (assignment: string) => `import { decodeJwt } from "jose"
export const withClaims = (req, res, next) => {
  const claims = decodeJwt(req.cookies.ticket)
  ${assignment}
  next()
}
`

test.each([
  { name: "what handlers go by", text: put("req.tenant = claims.tid"), lines: ["src/claims.js:3"] },
  { name: "all of it", text: put("req.claims = claims"), lines: ["src/claims.js:3"] },
  { name: "what a log shows", text: put("req.logFields = claims"), lines: [] },
  { name: "another value", text: put("req.startedAt = Date.now()"), lines: [] },
])("claims that nobody verified and are put on the request: $name", async ({ text, lines }) => {
  expect(await linesOf(noWeakJwt, { "package.json": HONO, "src/claims.js": text })).toEqual(lines)
})

const FASTIFY = '{ "dependencies": { "fastify": "^5.0.0", "@fastify/jwt": "^9.0.0" } }'
const signing = (options: string, payload = "{ sub: user.id }", call = "reply.jwtSign") => `import Fastify from "fastify"
import jwt from "@fastify/jwt"
const app = Fastify()
app.register(jwt, ${options})
app.post("/login", async (request, reply) => {
  const user = await check(request.body)
  return { token: await ${call}(${payload}) }
})
`

test.each([
  { name: "an end in neither place", text: signing("{ secret: process.env.SECRET }"), lines: ["src/app.js:7"] },
  { name: "signed by the instance", text: signing("{ secret: process.env.SECRET }", undefined, "app.jwt.sign"), lines: ["src/app.js:7"] },
  { name: "an end for all tokens", text: signing('{ secret: process.env.SECRET, sign: { expiresIn: "1h" } }'), lines: [] },
  { name: "an end for this token", text: signing("{ secret: process.env.SECRET }", '{ sub: user.id }, { expiresIn: "1h" }'), lines: [] },
  { name: "an end in the payload", text: signing("{ secret: process.env.SECRET }", "{ sub: user.id, exp: soon() }"), lines: [] },
  { name: "options from elsewhere", text: signing("jwtOptions"), lines: [] },
])("tokens of @fastify/jwt: $name", async ({ text, lines }) => {
  expect(await linesOf(noWeakJwt, { "package.json": FASTIFY, "src/app.js": text })).toEqual(lines)
})

const PASSPORT = '{ "dependencies": { "passport": "^0.7.0", "passport-github2": "^0.1.12" } }'
const strategy = (options: string) => `import { Strategy } from "passport-github2"
passport.use(new Strategy({ clientID, clientSecret, callbackURL${options} }, verify))
`

test.each([
  { name: "without state", files: { "src/auth.js": strategy("") }, lines: ["src/auth.js:2"] },
  { name: "with state", files: { "src/auth.js": strategy(", state: true") }, lines: [] },
  { name: "with a store of its own", files: { "src/auth.js": strategy(", store: states") }, lines: [] },
  { name: "with options that are put together elsewhere", files: { "src/auth.js": strategy(", ...shared") }, lines: [] },
  {
    name: "with a state for each login",
    files: { "src/auth.js": strategy(""), "src/routes.js": 'passport.authenticate("github", { scope, state: req.session.state })' },
    lines: [],
  },
])("logins through another service: $name", async ({ files, lines }) => {
  expect(await linesOf(noUnsafeLoginFlow, { "package.json": PASSPORT, ...files })).toEqual(lines)
})

test("a page that asks a token only changes what it shows", async () => {
  const page = `import { decodeJwt } from "jose"
export const menu = (req) => {
  const claims = decodeJwt(req.cookies.ticket)
  if (claims.role === "keeper") return "expired"
  return "menu"
}
`
  expect(await linesOf(noWeakJwt, { "package.json": NEXT, "client/src/menu.ts": page })).toEqual([])
})
