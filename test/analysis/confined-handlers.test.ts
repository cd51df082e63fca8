import { expect, test } from "vitest"
import { findFlows } from "../../src/analysis/flow/find-flows.ts"
import { createProject } from "../../src/analysis/source/project.ts"
import { aTree } from "../support/analysis-input.ts"

const manifest = JSON.stringify({ dependencies: { express: "^5.1.0", pg: "^8.0.0" } })
const store = `import { Pool } from "pg"
const pool = new Pool()
export const find = (name) => pool.query("SELECT * FROM users WHERE name = '" + name + "'")
`
const users = `import { Router } from "express"
import { find } from "./store.js"
export const users = Router()
users.get("/users", async (req, res) => { res.json(await find(req.query.name)) })
`
const health = `import { Router } from "express"
import "./store.js"
export const health = Router()
health.get("/health", (req, res) => { res.json({ asked: 1 }) })
`
const login = `import { Router } from "express"
import "./store.js"
export const login = Router()
login.use((req, res, next) => { req.asked = req.query.name; next() })
`
const paths = ["src/health.js", "src/login.js", "src/store.js", "src/users.js"]
const projectWith = (text: string) =>
  createProject(
    aTree({ "package.json": manifest, "src/store.js": store, "src/users.js": text, "src/health.js": health, "src/login.js": login }),
    new Map(),
  )

test("it is told which files' handlers run functions of which files, and what they leave for later handlers", () => {
  const { flows, confined } = findFlows(projectWith(users), new Set(paths))
  expect(flows.map((flow) => [flow.module.path, flow.kind])).toEqual([["src/store.js", "sql"]])
  expect([...confined].map(([path, { entered }]) => [path, [...entered]])).toEqual([
    ["src/health.js", ["src/health.js"]],
    ["src/login.js", ["src/login.js"]],
    ["src/store.js", []],
    ["src/users.js", ["src/users.js", "src/store.js"]],
  ])
})

test("what middleware that is passed over puts on the request is there for the handlers behind it", () => {
  const project = projectWith(users.replace("req.query.name", "req.asked"))
  const all = findFlows(project, new Set(paths))
  expect(all.flows.map(({ kind, source }) => [kind, source])).toEqual([["sql", "req.query.name"]])
  const passOver = new Map([...all.confined].filter(([path]) => path === "src/login.js"))
  expect(passOver.get("src/login.js")?.left.map(([key]) => key)).toEqual(["Express asked"])
  expect(findFlows(project, new Set(paths), { passOver }).flows).toEqual(all.flows)
})

test("a file is not passed over whose handlers put data into what middleware left for all", () => {
  const shares = `import { Router } from "express"
export const shares = Router()
shares.use((req, res, next) => { req.context = { asked: req.query.name }; next() })
`
  const fills = `import { Router } from "express"
const router = Router()
router.get("/fill", (req, res) => { req.context.more = req.query.more; res.end() })
export default router
`
  const project = createProject(aTree({ "package.json": manifest, "src/fills.js": fills, "src/shares.js": shares }), new Map())
  expect([...findFlows(project, new Set(["src/fills.js", "src/shares.js"])).confined.keys()]).toEqual(["src/shares.js"])
})

test("handlers that are passed over are not walked, and not taken for others", () => {
  const project = projectWith(users)
  const { confined } = findFlows(project, new Set(paths))
  const passOver = new Map([...confined].filter(([path]) => path === "src/users.js"))
  expect(passOver.get("src/users.js")?.handlers).toHaveLength(1)
  expect(findFlows(project, new Set(paths), { passOver }).flows).toEqual([])
})

test("what handlers that are passed over write to the database is found when it is read", () => {
  const columns = `import { DataTypes, Sequelize } from "sequelize"
const db = new Sequelize("sqlite::memory:")
export const User = db.define("User", { name: DataTypes.STRING })
`
  const writes = `import { Router } from "express"
import { User } from "./user.js"
const router = Router()
router.post("/users", async (req, res) => { await User.create({ name: req.body.name }); res.end() })
export default router
`
  const reads = `import { Router } from "express"
import { exec } from "node:child_process"
import { User } from "./user.js"
const router = Router()
router.get("/users/:id", async (req, res) => { const user = await User.findByPk(1); exec("greet " + user.name); res.end() })
export default router
`
  const project = createProject(
    aTree({
      "package.json": JSON.stringify({ dependencies: { express: "^5.1.0", sequelize: "^6.0.0" } }),
      "src/user.js": columns,
      "src/writes.js": writes,
      "src/reads.js": reads,
    }),
    new Map(),
  )
  const files = new Set(["src/reads.js", "src/user.js", "src/writes.js"])
  const all = findFlows(project, files)
  expect(all.flows.map(({ kind, stored }) => [kind, stored])).toEqual([["command", "User.name"]])
  const passOver = new Map([...all.confined].filter(([path]) => path === "src/writes.js"))
  expect(passOver.get("src/writes.js")?.writings).toHaveLength(1)
  expect(findFlows(project, files, { passOver }).flows).toEqual(all.flows)
})
