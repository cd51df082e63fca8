import { expect, test } from "vitest"
import { descendants, functionName } from "../../src/analysis/source/ast.ts"
import { meaningOf } from "../../src/analysis/source/meaning.ts"
import { createProject } from "../../src/analysis/source/project.ts"
import { aTree } from "../support/analysis-input.ts"

/** What the argument of each call of `show(…)` means, in order of the files. */
function shown(files: Readonly<Record<string, string>>): string[] {
  const project = createProject(aTree(files), new Map())
  return project.sourcePaths.flatMap((path) => {
    const module = project.moduleOf(path)
    if (!module) return [`${path} cannot be parsed`]
    return [...descendants(module.program)].flatMap((node) => {
      if (node.type !== "CallExpression" || node.callee.type !== "Identifier" || node.callee.name !== "show") return []
      const argument = node.arguments[0]
      const meaning = argument ? meaningOf(project, module, argument) : null
      if (meaning === null) return ["?"]
      if (meaning.kind === "external") return [meaning.path]
      if (meaning.kind === "namespace") return [`namespace ${meaning.module.path}`]
      if (meaning.kind === "value") return [`value ${meaning.module.textOf(meaning.node)}`]
      const name = meaning.kind === "function" ? functionName(meaning.node) : "id" in meaning.node ? (meaning.node.id?.name ?? "") : ""
      return [`${meaning.kind} ${name} ${meaning.module.path}`]
    })
  })
}

test("follows a parameter to what the only caller hands in", () => {
  expect(
    shown({
      "app.js": `const { Pool } = require("pg")\nconst db = new Pool()\nconst log = require("pino")()\nrequire("./routes")(db, { log })\nconst { Dao } = require("./dao")\nnew Dao(db)\n`,
      "dao.js": `class Dao { constructor(db) { this.db = db }\n all() { show(this.db.query) } }\nexports.Dao = Dao\n`,
      "routes.js": `module.exports = (db, { log }) => { show(db.query); show(log.info); inner(db) }\nfunction inner(pool) { show(pool) }\n`,
    }),
  ).toEqual(["pg.Pool().query", "pg.Pool().query", "pino().info", "pg.Pool()"])
})

test("takes what an interface lists for what is handed in where no caller can be followed", () => {
  expect(
    shown({
      "audit.ts": `export class Audit { async record() {} }\n`,
      "deps.ts": `import type { Pool } from "pg"\nimport type { Audit } from "./audit"\nexport interface Deps { pool: Pool; audit: Audit; stores: Audit[]; make: () => Audit }\n`,
      "routes.ts": `import type { Deps } from "./deps"\nexport const routes = async (app, { pool, audit, stores, make }: Deps) => { show(pool.query); show(audit.record); show(stores); show(make) }\nexport class Orders { constructor(private readonly deps: Readonly<Deps>) {}\n all() { show(this.deps.pool.query) } }\nexport const two = (deps: Deps) => show(deps.audit.record)\nexport const one = (deps: { pool: Pool, name: string }) => show(deps.name)\n`,
    }),
  ).toEqual(["pg.Pool().query", "function record audit.ts", "?", "?", "pg.Pool().query", "function record audit.ts", "?"])
})

test("does not guess a parameter when callers disagree, and leaves tests out", () => {
  expect(
    shown({
      "a.js": `const pg = require("pg")\nconst my = require("mysql2")\nconst f = require("./f")\nf.two(new pg.Pool()); f.two(my.createPool()); f.one(new pg.Pool())\n`,
      "a.test.js": `const f = require("./f")\nf.one({})\n`,
      "f.js": `exports.two = (db) => { show(db) }\nexports.one = (db) => { show(db) }\nexports.none = (db) => { show(db) }\n[1].map((x) => show(x))\n`,
    }),
  ).toEqual(["?", "pg.Pool()", "?", "?"])
})

test.each([
  {
    name: "awilix",
    files: {
      "a.ts": `import { createContainer, asClass, asValue, asFunction } from "awilix"\nimport { Users } from "./users"\nimport { Pool } from "pg"\nconst container = createContainer()\ncontainer.register({ users: asClass(Users).singleton(), db: asFunction(() => new Pool()) })\ncontainer.register("limit", asValue(5))\nshow(container.resolve("users"))\nfunction handler(req) { show(req.scope.resolve("users").list) }\n`,
      "users.ts": `export class Users { db\n constructor({ db }) { this.db = db }\n list() { show(this.db.query) } }\n`,
    },
    expected: ["instance Users users.ts", "function list users.ts", "pg.Pool().query"],
  },
  {
    name: "Nest tokens",
    files: {
      "m.ts": `import { Pool } from "pg"\nimport { DB } from "./tokens"\nimport { Mailer } from "./mailer"\nconst providers = [{ provide: DB, useFactory: () => new Pool() }, { provide: "MAIL", useClass: Mailer }, { provide: "MAIL2", useExisting: "MAIL" }]\n`,
      "mailer.ts": `export class Mailer { send() {} }\n`,
      "s.ts": `import { DB } from "./tokens"\nclass S { @Inject("MAIL2") other: IMail\n constructor(@Inject(DB) private db: Db, @Inject("MAIL") private readonly mail: IMail) {}\n f() { show(this.db.query); show(this.mail.send); show(this.other.send) } }\n`,
      "tokens.ts": `export const DB = Symbol("db")\n`,
    },
    expected: ["pg.Pool().query", "function send mailer.ts", "function send mailer.ts"],
  },
  {
    name: "inversify, tsyringe and typedi",
    files: {
      "a.ts": `import { Users } from "./users"\nimport { TYPES } from "./types"\nimport { Container as Di } from "typedi"\ncontainer.bind<IUsers>(TYPES.Users).to(Users)\ncontainer.registerSingleton("Repo", Users)\nContainer.set("users", new Users())\nshow(Container.get("users")); show(Container.get(Users))\nclass C { constructor(@inject(TYPES.Users) private users: IUsers, @inject("Repo") private repo: IRepo) {}\n f() { show(this.users.list); show(this.repo.list) } }\n`,
      "types.ts": `export const TYPES = { Users: Symbol.for("Users") }\n`,
      "users.ts": `export class Users { list() {} }\n`,
    },
    expected: ["instance Users users.ts", "instance Users users.ts", "function list users.ts", "function list users.ts"],
  },
  {
    name: "what is put on an instance of a framework",
    files: {
      "f.js": `const fastify = require("fastify")()\nconst { Pool } = require("pg")\nfastify.decorate("db", new Pool())\nshow(fastify.db.query)\nfastify.register(require("./plugin"))\n`,
      "k.js": `const Koa = require("koa")\nconst app = new Koa()\napp.context.cache = require("redis").createClient()\nconst h = (ctx) => { show(ctx.cache.get) }\n`,
      "plugin.js": `const fp = require("fastify-plugin")\nmodule.exports = fp(async function (instance, opts) { show(instance.db.query)\n instance.get("/", (request) => { show(request.server.db.query) }) })\n`,
      "x.js": `const express = require("express")\nconst app = express()\napp.locals.db = require("knex")({})\napp.set("mail", require("nodemailer").createTransport({}))\nconst h = (req, res) => { show(req.app.locals.db); show(req.app.get("mail").sendMail) }\n`,
    },
    expected: [
      "pg.Pool().query",
      "redis.createClient().get",
      "pg.Pool().query",
      "pg.Pool().query",
      "knex()",
      "nodemailer.createTransport().sendMail",
    ],
  },
  {
    name: "CommonJS exports in all their forms",
    files: {
      "a.js": `const make = require("./make")\nconst User = require("./user")\nconst all = require("./all")\nshow(make.sync); show(User.create); show(User.find); show(all.find); show(all.one); show(all.two)\n`,
      "all.js": `Object.assign(module.exports, require("./user"), { one() {} })\nexports.two = exports.zwei = function two() {}\n`,
      "make.js": `function make() {}\nmake.sync = function sync() {}\nmodule.exports = make\n`,
      "user/create.js": `module.exports = function (User) { User.create = async function create() {} }\n`,
      "user/index.js": `const User = module.exports\nrequire("./create")(User)\nUser.find = function find() {}\n`,
    },
    expected: [
      "function sync make.js",
      "function create user/create.js",
      "function find user/index.js",
      "function find user/index.js",
      "function one all.js",
      "function two all.js",
    ],
  },
  {
    name: "barrels, export =, dynamic imports, statics, getters and mixins",
    files: {
      "a.ts": `import { find, Base as B } from "./barrel"\nimport eq = require("./eq")\nshow(find); show(eq.run)\nconst go = async () => { const { find: f } = await import("./user"); show(f); show(B.make); show(new Child().log); show(new Child().pool.query) }\nclass Child extends WithLog(B) {}\n`,
      "barrel.ts": `export * from "./nothing"\nexport * from "pg"\nexport * from "./user"\n`,
      "eq.ts": `const api = { run() {} }\nexport = api\n`,
      "nothing.ts": `export const other = 1\n`,
      "user.ts": `import { Pool } from "pg"\nexport function find() {}\nexport class Base { static make() {}\n log() {}\n get pool() { return new Pool() } }\n`,
    },
    expected: [
      "function find user.ts",
      "function run eq.ts",
      "function find user.ts",
      "function make user.ts",
      "function log user.ts",
      "pg.Pool().query",
    ],
  },
])("follows $name", ({ files, expected }) => {
  expect(shown(files as unknown as Record<string, string>)).toEqual(expected)
})

test("ends for code that goes in circles", () => {
  expect(
    shown({
      "a.js": `const b = require("./b")\nmodule.exports = (x) => b(x)\nshow(module.exports(1))\nlet p = q, q = p\nshow(p.z)\nclass C extends C {}\nshow(new C().x)\n`,
      "b.js": `const a = require("./a")\nmodule.exports = (x) => { show(x); return a(x) }\n`,
    }),
  ).toHaveLength(4)
})

test("takes an interface for the one class that implements it, those for tests apart", () => {
  const files = {
    "src/store.ts": `export interface UserStore { find(id: string): Promise<string> }\n`,
    "src/db/user-store.ts": `import type { UserStore } from "../store"\nexport default class SqlUserStore extends Base<string> implements UserStore, Disposable {\n  async find(id) { return id }\n}\n`,
    "src/db/fake-user-store.ts": `export class FakeUserStore implements UserStore { async find(id) { return id } }\n`,
    "src/users.ts": `import type { UserStore } from "./store"\nexport class Users {\n  private store: UserStore\n  constructor({ store }: Stores) { this.store = store }\n  one(id) { show(this.store.find) }\n}\nfunction other(store: UserStore, unknown: Nowhere) { show(store); show(unknown) }\n`,
  }
  expect(shown(files)).toEqual(["function find src/db/user-store.ts", "instance SqlUserStore src/db/user-store.ts", "?"])
  const another = { "src/db/redis-user-store.ts": `export class RedisUserStore implements UserStore { async find(id) { return id } }\n` }
  expect(shown({ ...files, ...another })).toEqual(["?", "?", "?"])
})
