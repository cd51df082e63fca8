import { expect, test } from "vitest"
import { analyze } from "../../src/analysis/analyze.ts"
import { defaultPolicy } from "../../src/model/policy.ts"
import { aDiff, aTree } from "../support/analysis-input.ts"

const manifest = { "package.json": '{ "dependencies": { "express": "^5.0.0", "jsonwebtoken": "^9.0.2", "jose": "^6.0.0" } }' }

async function linesOf(files: Readonly<Record<string, string>>) {
  const base = aTree({})
  const head = aTree({ ...manifest, ...files })
  const { findings } = await analyze({ diff: aDiff(base, head), base, head, policy: defaultPolicy, clock: () => 0 })
  return findings
    .filter(({ rule, title }) => rule === "no-weak-jwt" && /signature/.test(title))
    .map(({ path, startLine }) => `${path}:${startLine}`)
}

const purpose = [
  'import { decode } from "jsonwebtoken"',
  "export function accountOf(link) {",
  "  const claims = decode(link)",
  '  if (claims?.purpose !== "reset") return null',
  "  return claims.sub",
  "}",
].join("\n")

test("a service that signs a token and only decodes it believes what anybody writes", async () => {
  const own = [
    'import { SignJWT, decodeJwt } from "jose"',
    "export const tokens = (key) => ({",
    '  issue: (email) => new SignJWT({ email }).setProtectedHeader({ alg: "HS256" }).setExpirationTime("1h").sign(key),',
    "  read(token) {",
    "    const { email, exp } = decodeJwt(token)",
    "    return exp * 1000 < Date.now() ? null : email",
    "  },",
    "})",
  ].join("\n")
  expect(await linesOf({ "src/tokens.js": own })).toEqual(["src/tokens.js:5"])
})

test("what a decoded token is for is asked in vain where nobody looks at its signature", async () => {
  expect(await linesOf({ "src/reset.js": purpose })).toEqual(["src/reset.js:3"])
})

test("looking up the issuer of a decoded token proves nothing of who wrote it", async () => {
  const identify = [
    'import { decode } from "jsonwebtoken"',
    "const keys = new Map([[process.env.ISSUER, process.env.KEY]])",
    "export function identify(token) {",
    "  const claims = decode(token)",
    "  if (!keys.get(claims?.iss)) return null",
    '  const { sub, scope = "" } = claims',
    '  return { subject: sub, scopes: scope.split(" ") }',
    "}",
  ].join("\n")
  expect(await linesOf({ "src/identify.js": identify })).toEqual(["src/identify.js:4"])
})

test("another file may have looked at the signature", async () => {
  const check =
    'import jwt from "jsonwebtoken"\nexport const check = (token) => jwt.verify(token, process.env.KEY, { algorithms: ["HS256"] })'
  expect(await linesOf({ "src/reset.js": purpose, "src/check.js": check })).toEqual([])
})

test("an ID token came from the provider itself", async () => {
  const profile = [
    'import { decodeJwt } from "jose"',
    "export function profileOf(idToken) {",
    "  const claims = decodeJwt(idToken)",
    '  if (claims.iss !== "https://accounts.google.com") throw new Error("other issuer")',
    "  return { id: claims.sub, email: claims.email }",
    "}",
  ].join("\n")
  expect(await linesOf({ "src/profile.js": profile })).toEqual([])
})
