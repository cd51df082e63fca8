import { expect, test } from "vitest"
import { analyze } from "../../src/analysis/analyze.ts"
import { defaultPolicy } from "../../src/model/policy.ts"
import { aDiff, aTree } from "../support/analysis-input.ts"

const manifest = { "package.json": '{ "dependencies": { "express": "^5.0.0", "express-session": "^1.18.0" } }' }
const app = [
  'import express from "express"',
  'import session from "express-session"',
  'import { shop } from "./shop.js"',
  "const app = express()",
  "app.use(express.urlencoded({ extended: false }))",
  'app.use(session({ secret: process.env.SECRET, cookie: { sameSite: "none", secure: true } }))',
  'app.use("/shop", shop)',
].join("\n")

async function linesOf(shop: string) {
  const base = aTree({})
  const head = aTree({ ...manifest, "src/app.js": app, "src/shop.js": shop })
  const { findings } = await analyze({ diff: aDiff(base, head), base, head, policy: defaultPolicy, clock: () => 0 })
  return findings.filter(({ rule }) => rule === "require-csrf-protection").map(({ path, startLine }) => `${path}:${startLine}`)
}

const routes = (first: string) =>
  `import { Router } from "express"\nexport const shop = Router()\nshop.use((req, res, next) => {\n  ${first}\n  next()\n})\nshop.post("/address", (req, res) => res.redirect("/shop"))`

test("a session that turns strangers away holds a login, wherever it was put there", async () => {
  expect(await linesOf(routes('if (!req.session.sellerId) return res.redirect("/login")'))).toEqual(["src/app.js:6"])
  expect(await linesOf(routes("if (req.session.customerId === undefined) return res.sendStatus(401)"))).toEqual(["src/app.js:6"])
})

test("a session that only remembers something holds no login", async () => {
  expect(await linesOf(routes("if (!req.session.basketId) req.session.basketId = next.name"))).toEqual([])
  expect(await linesOf(routes("req.session.visits = (req.session.visits ?? 0) + 1"))).toEqual([])
})

test("lusca is a protection against forged forms only where it is asked for that", async () => {
  const refuses = 'if (!req.session.sellerId) return res.redirect("/login")'
  const withLusca = (first: string) => `import lusca from "lusca"\n${routes(refuses)}\n${first}`
  expect(await linesOf(withLusca('shop.use(lusca.xframe("DENY"))'))).toEqual(["src/app.js:6"])
  expect(await linesOf(withLusca('shop.get("/", (req, res) => res.render("shop", { token: res.locals._csrf }))'))).toEqual(["src/app.js:6"])
  expect(await linesOf(withLusca("shop.use(lusca.csrf())"))).toEqual([])
  expect(await linesOf(withLusca("shop.use(lusca({ hsts: { maxAge: 1 }, csrf: true }))"))).toEqual([])
})
