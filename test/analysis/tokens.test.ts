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
