import { expect, test } from "vitest"
import { analyze } from "../../src/analysis/analyze.ts"
import { defaultPolicy } from "../../src/model/policy.ts"
import { aDiff, aTree } from "../support/analysis-input.ts"

const login = [
  'import { serialize } from "cookie"',
  "export const signIn = (headers, token) =>",
  '  headers.append("set-cookie", serialize("__Host-auth", token, { secure: true, httpOnly: true, sameSite: "none" }))',
].join("\n")

async function confidenceIn(other: string) {
  const base = aTree({})
  const head = aTree({ "package.json": '{ "dependencies": { "cookie": "^1.0.0" } }', "src/login.js": login, "src/other.js": other })
  const { findings } = await analyze({ diff: aDiff(base, head), base, head, policy: defaultPolicy, clock: () => 0 })
  return findings.filter(({ rule }) => rule === "no-insecure-cookie").map(({ severity, confidence }) => `${severity} ${confidence}`)
}

test("a login that requests of all sites carry is said where nothing in the repository needs it", async () => {
  expect(await confidenceIn("export const visits = 1")).toEqual(["low medium"])
})

test("it is only listed where pages of other sites are meant to call", async () => {
  expect(
    await confidenceIn('import cors from "cors"\nexport const open = cors({ origin: "https://app.example.com", credentials: true })'),
  ).toEqual(["low low"])
})
