import type { Sink } from "./cell.ts"
import { queries } from "./queries.ts"
import { sqlSink } from "./sql-sink.ts"

const databases: readonly Sink[] = [
  sqlSink("pg Pool", {
    packages: { pg: "8.11.0" },
    imports: [["{ Pool }", "pg"]],
    setup: "const pool = new Pool()",
    call: (text) => `await pool.query(${text})`,
    safe: (data) => `await pool.query("SELECT * FROM users WHERE name = $1", [${data}])`,
  }),
  sqlSink("pg Client", {
    packages: { pg: "8.11.0" },
    imports: [["pg", "pg"]],
    setup: "const client = new pg.Client()",
    call: (text) => `await client.query({ text: ${text} })`,
    safe: (data) => `await client.query({ text: "SELECT * FROM users WHERE name = $1", values: [${data}] })`,
  }),
  sqlSink("mysql", {
    packages: { mysql: "2.18.1" },
    imports: [["mysql", "mysql"]],
    setup: "const connection = mysql.createConnection({})",
    call: (text) => `connection.query(${text}, () => {})`,
    safe: (data) => `connection.query("SELECT * FROM users WHERE name = ?", [String(${data})], () => {})`,
  }),
  sqlSink("mysql2/promise", {
    packages: { mysql2: "3.9.0" },
    imports: [["mysql", "mysql2/promise"]],
    setup: "const pool = mysql.createPool({})",
    call: (text) => `await pool.execute(${text})`,
    safe: (data) => `await pool.execute("SELECT * FROM users WHERE name = ?", [${data}])`,
  }),
  sqlSink("sqlite3", {
    packages: { sqlite3: "5.1.0" },
    imports: [["sqlite3", "sqlite3"]],
    setup: 'const db = new sqlite3.Database(":memory:")',
    call: (text) => `db.all(${text}, () => {})`,
    safe: (data) => `db.all("SELECT * FROM users WHERE name = ?", [${data}], () => {})`,
  }),
  sqlSink("better-sqlite3", {
    packages: { "better-sqlite3": "9.0.0" },
    imports: [["Database", "better-sqlite3"]],
    setup: 'const store = new Database("x.db")',
    call: (text) => `store.prepare(${text}).all()`,
    safe: (data) => `store.prepare("SELECT * FROM users WHERE name = ?").all(${data})`,
  }),
  sqlSink("knex.raw", {
    packages: { knex: "3.1.0" },
    imports: [["knex", "knex"]],
    setup: 'const db = knex({ client: "pg" })',
    call: (text) => `await db.raw(${text})`,
    safe: (data) => `await db.raw("SELECT * FROM users WHERE name = ?", [${data}])`,
  }),
  sqlSink("knex whereRaw", {
    packages: { knex: "3.1.0" },
    imports: [["knex", "knex"]],
    setup: 'const database = knex({ client: "pg" })',
    call: (text) => `await database("users").whereRaw(${text})`,
    safe: (data) => `await database("users").whereRaw("name = ?", [${data}])`,
  }),
  sqlSink("sequelize.query", {
    packages: { sequelize: "6.35.0" },
    imports: [["{ Sequelize }", "sequelize"]],
    setup: 'const sequelize = new Sequelize("sqlite::memory:")',
    call: (text) => `await sequelize.query(${text})`,
    safe: (data) => `await sequelize.query("SELECT * FROM users WHERE name = :name", { replacements: { name: String(${data}) } })`,
  }),
  sqlSink("sequelize.literal", {
    packages: { sequelize: "6.35.0" },
    imports: [["{ Sequelize, literal }", "sequelize"]],
    setup: 'const sequelize = new Sequelize("sqlite::memory:")\nconst User = sequelize.define("User", {})',
    call: (text) => `await User.findAll({ order: literal(${text}) })`,
    safe: (data) => `await User.findAll({ where: { name: String(${data}) } })`,
  }),
  sqlSink("typeorm query", {
    packages: { typeorm: "0.3.20" },
    imports: [["{ DataSource }", "typeorm"]],
    setup: "const source = new DataSource({})",
    call: (text) => `await source.query(${text})`,
    safe: (data) => `await source.query("SELECT * FROM users WHERE name = $1", [${data}])`,
  }),
  sqlSink("typeorm where", {
    packages: { typeorm: "0.3.20" },
    imports: [["{ DataSource }", "typeorm"]],
    setup: "const source = new DataSource({})\nclass User {}",
    call: (text) => `await source.getRepository(User).createQueryBuilder("user").where(${text}).getMany()`,
    safe: (data) => `await source.getRepository(User).createQueryBuilder("user").where("user.name = :name", { name: ${data} }).getMany()`,
  }),
  sqlSink("prisma", {
    packages: { "@prisma/client": "5.10.0" },
    imports: [["{ PrismaClient }", "@prisma/client"]],
    setup: "const prisma = new PrismaClient()",
    call: (text) => `await prisma.$queryRawUnsafe(${text})`,
    safe: (data) => "await prisma.$queryRaw`SELECT * FROM users WHERE name = ${" + data + "}`",
  }),
  sqlSink("drizzle", {
    packages: { "drizzle-orm": "0.30.0" },
    imports: [
      ["{ sql }", "drizzle-orm"],
      ["{ drizzle }", "drizzle-orm/node-postgres"],
    ],
    setup: "const db = drizzle()",
    call: (text) => `await db.execute(sql.raw(${text}))`,
    safe: (data) => "await db.execute(sql`SELECT * FROM users WHERE name = ${" + data + "}`)",
  }),
  sqlSink("kysely", {
    packages: { kysely: "0.27.0" },
    imports: [["{ Kysely, sql }", "kysely"]],
    setup: "const db = new Kysely({})",
    call: (text) => `await sql.raw(${text}).execute(db)`,
    safe: (data) => "await sql`SELECT * FROM users WHERE name = ${" + data + "}`.execute(db)",
  }),
]

const documents: readonly Sink[] = [
  {
    name: "mongodb filter",
    rule: "no-nosql-injection",
    takesShape: true,
    packages: { mongodb: "6.3.0" },
    imports: [["{ MongoClient }", "mongodb"]],
    setup: 'const users = new MongoClient("").db("a").collection("users")',
    use: (data) => `await users.findOne({ name: ${data} })`,
    safe: [
      (data) => `await users.findOne({ name: String(${data}) })`,
      (data) => `await users.findOne({ name: { $eq: ${data} } })`,
      (data) => `if (typeof ${data} !== "string") return; await users.findOne({ name: ${data} })`,
    ],
  },
  {
    name: "mongoose filter",
    rule: "no-nosql-injection",
    takesShape: true,
    packages: { mongoose: "8.1.0" },
    imports: [["mongoose", "mongoose"]],
    setup: 'const User = mongoose.model("User", new mongoose.Schema({ name: mongoose.Schema.Types.Mixed }))',
    use: (data) => `await User.findOne({ name: ${data} })`,
    safe: [(data) => `await User.findOne({ name: \`\${${data}}\` })`, (data) => `await User.findOne({ name: { $eq: ${data} } })`],
  },
  {
    name: "$where",
    rule: "no-nosql-injection",
    packages: { mongodb: "6.3.0" },
    imports: [["{ MongoClient }", "mongodb"]],
    setup: 'const users = new MongoClient("").db("a").collection("users")',
    use: (data) => `await users.find({ $where: "this.age > " + ${data} }).limit(5).toArray()`,
    safe: [(data) => `await users.find({ age: { $gt: Number(${data}) } }).limit(5).toArray()`],
  },
]

const command = (name: string, parts: Pick<Sink, "packages" | "imports" | "setup">, use: Sink["use"], safe: Sink["safe"]): Sink => ({
  name,
  rule: "no-command-injection",
  ...parts,
  use,
  safe,
})
const programs: readonly Sink[] = [
  command("exec", { imports: [["{ exec, execFile }", "child_process"]] }, (data) => `exec("ls " + ${data})`, [
    (data) => `execFile("ls", ["--", ${data}])`,
    (data) => `exec("ls " + parseInt(${data}, 10))`,
  ]),
  command("execSync", { imports: [["{ execSync }", "node:child_process"]] }, (data) => `execSync(\`ls \${${data}}\`)`, [
    (data) => `const listed = { a: "one", b: "two" }[${data}]; execSync(\`ls \${listed}\`)`,
  ]),
  command("spawn in a shell", { imports: [["{ spawn }", "child_process"]] }, (data) => `spawn("ls", [${data}], { shell: true })`, [
    (data) => `spawn("ls", ["--", ${data}])`,
  ]),
  command("sh -c", { imports: [["{ spawn }", "child_process"]] }, (data) => `spawn("sh", ["-c", "ls " + ${data}])`, [
    (data) => `spawn("sh", ["-c", 'ls "$1"', "sh", ${data}])`,
  ]),
  command(
    "execa command",
    { packages: { execa: "5.1.1" }, imports: [["execa", "execa"]] },
    (data) => `await execa.command("ls " + ${data}, { shell: true })`,
    [(data) => `await execa("ls", ["--", ${data}])`],
  ),
  command("shelljs", { packages: { shelljs: "0.8.5" }, imports: [["shell", "shelljs"]] }, (data) => `shell.exec("ls " + ${data})`, [
    (data) => `shell.exec("ls " + Number(${data}))`,
  ]),
  {
    ...command(
      "option of git",
      { imports: [["{ execFile }", "child_process"]] },
      (data) => `execFile("git", ["clone", ${data}, "/tmp/clone"])`,
      [
        (data) => `execFile("git", ["clone", "--", ${data}, "/tmp/clone"])`,
        (data) => `if (${data}.startsWith("-")) return; execFile("git", ["clone", ${data}, "/tmp/clone"])`,
      ],
    ),
    rule: "no-argument-injection",
  },
]

const code = (name: string, parts: Pick<Sink, "packages" | "imports" | "setup">, use: Sink["use"]): Sink => ({
  name,
  rule: "no-code-injection",
  ...parts,
  use,
  safe: [
    (data) => `const parsed = JSON.parse(${data}); if (!Number.isFinite(parsed.a)) return; ${use("String(parseFloat(" + data + "))")}`,
  ],
})
const evaluators: readonly Sink[] = [
  code("eval", {}, (data) => `eval(${data})`),
  code("Function", {}, (data) => `new Function("a", ${data})(1)`),
  code("vm", { imports: [["vm", "vm"]] }, (data) => `vm.runInNewContext(${data}, {})`),
  code("vm.Script", { imports: [["vm", "node:vm"]] }, (data) => `new vm.Script("f(" + ${data} + ")").runInThisContext()`),
  {
    ...code(
      "unserialize",
      { packages: { "node-serialize": "0.0.4" }, imports: [["serialize", "node-serialize"]] },
      (data) => `serialize.unserialize(${data})`,
    ),
    safe: [(data) => `JSON.parse(${data})`],
  },
]

const inside = (call: (file: string) => string) => (data: string) =>
  `const root = path.resolve("data"); const file = path.resolve(root, ${data}); if (!file.startsWith(root + path.sep)) return; ${call("file")}`
const file = (name: string, imports: Sink["imports"], call: (path: string) => string, rule = "no-path-traversal"): Sink => ({
  name,
  rule,
  imports: [...(imports ?? []), ["path", "path"]],
  use: (data) => call(`path.join("data", ${data})`),
  safe: [
    (data) => call(`path.join("data", path.basename(${data}))`),
    inside(call),
    (data) => `if (!/^[\\w-]+\\.txt$/.test(${data})) return; ${call(`"data/" + ${data}`)}`,
    (data) => `if (!["a.txt", "b.txt"].includes(${data})) return; ${call(`"data/" + ${data}`)}`,
  ],
})
const files: readonly Sink[] = [
  file("readFile", [["fs", "fs"]], (path) => `fs.readFile(${path}, () => {})`),
  file("fs/promises", [["{ readFile }", "fs/promises"]], (path) => `await readFile(${path}, "utf8")`),
  file("fs.promises", [["{ promises }", "node:fs"]], (path) => `await promises.readFile(${path})`),
  file("writeFileSync", [["fs", "node:fs"]], (path) => `fs.writeFileSync(${path}, "x")`),
  file("unlink", [["fs", "fs"]], (path) => `fs.unlink(${path}, () => {})`),
  file("createReadStream", [["{ createReadStream }", "fs"]], (path) => `createReadStream(${path})`),
  file("fs-extra", [["fse", "fs-extra"]], (path) => `await fse.remove(${path})`),
  {
    ...file("import()", [], (path) => `await import("./plugins/" + ${path})`),
    use: (data) => `await import("./plugins/" + ${data})`,
    safe: [(data) => `const plugins = { a: () => import("./a.js") }; await plugins[${data}]?.()`],
  },
]

const client = (name: string, packages: Sink["packages"], imports: Sink["imports"], call: (address: string) => string): Sink => ({
  name,
  rule: "no-ssrf",
  ...(packages ? { packages } : {}),
  ...(imports ? { imports } : {}),
  use: (data) => call(data),
  safe: [
    (data) => call(`"https://api.example.com/users/" + encodeURIComponent(${data})`),
    (data) => `const target = new URL(${data}); if (target.hostname !== "api.example.com") return; ${call("target.href")}`,
    (data) =>
      `const hosts = new Set(["a.example.com"]); const target = new URL(${data}); if (!hosts.has(target.host)) return; ${call("target.toString()")}`,
  ],
})
const clients: readonly Sink[] = [
  client("axios", { axios: "1.6.0" }, [["axios", "axios"]], (address) => `await axios.get(${address})`),
  client(
    "axios instance",
    { axios: "1.6.0" },
    [["axios", "axios"]],
    (address) => `await axios.create({ timeout: 5 }).request({ url: ${address} })`,
  ),
  client("got", { got: "11.8.0" }, [["got", "got"]], (address) => `await got(${address})`),
  client("undici", { undici: "6.0.0" }, [["undici", "undici"]], (address) => `await undici.request(${address})`),
  client("fetch", undefined, undefined, (address) => `await fetch(${address})`),
  client("node-fetch", { "node-fetch": "2.7.0" }, [["nodeFetch", "node-fetch"]], (address) => `await nodeFetch(${address})`),
  client("request", { request: "2.88.0" }, [["send", "request"]], (address) => `send(${address}, () => {})`),
  client("superagent", { superagent: "8.0.0" }, [["superagent", "superagent"]], (address) => `await superagent.get(${address})`),
  client("needle", { needle: "3.0.0" }, [["needle", "needle"]], (address) => `await needle("get", ${address})`),
  client("https.get", undefined, [["https", "https"]], (address) => `https.get(${address}, () => {})`),
  client(
    "puppeteer",
    { puppeteer: "21.0.0" },
    [["puppeteer", "puppeteer"]],
    (address) => `const browser = await puppeteer.launch(); const view = await browser.newPage(); await view.goto(${address})`,
  ),
  client(
    "playwright",
    { playwright: "1.40.0" },
    [["{ chromium }", "playwright"]],
    (address) =>
      `const browser = await chromium.launch(); const context = await browser.newContext(); const view = await context.newPage(); await view.goto(${address})`,
  ),
  client("curl", undefined, [["{ spawn }", "child_process"]], (address) => `spawn("curl", ["--", ${address}])`),
]

const engine = (name: string, from: string, call: (text: string) => string, values: (data: string) => string): Sink => ({
  name,
  rule: "no-template-injection",
  packages: { [from]: "1.0.0" },
  imports: [["engine", from]],
  use: (data) => call(`"Hello " + ${data}`),
  safe: [values],
})
const templates: readonly Sink[] = [
  engine(
    "ejs",
    "ejs",
    (text) => `engine.render(${text}, {})`,
    (data) => `engine.render("Hello <%= name %>", { name: String(${data}) })`,
  ),
  engine(
    "pug",
    "pug",
    (text) => `engine.compile(${text})({})`,
    (data) => `engine.compile("p= name")({ name: String(${data}) })`,
  ),
  engine(
    "handlebars",
    "handlebars",
    (text) => `engine.compile(${text})({})`,
    (data) => `engine.compile("Hello {{name}}")({ name: String(${data}) })`,
  ),
  engine(
    "nunjucks",
    "nunjucks",
    (text) => `engine.renderString(${text}, {})`,
    (data) => `engine.renderString("Hello {{ name }}", { name: String(${data}) })`,
  ),
  engine(
    "lodash",
    "lodash",
    (text) => `engine.template(${text})({})`,
    (data) => `engine.template("Hello <%- name %>")({ name: String(${data}) })`,
  ),
]

const others: readonly Sink[] = [
  {
    name: "page of a browser",
    rule: "no-data-in-rendered-page",
    packages: { puppeteer: "21.0.0", "escape-html": "1.0.3" },
    imports: [
      ["puppeteer", "puppeteer"],
      ["escapeHtml", "escape-html"],
    ],
    use: (data) => `const browser = await puppeteer.launch(); const view = await browser.newPage(); await view.setContent("<p>" + ${data})`,
    safe: [
      (data) =>
        `const browser = await puppeteer.launch(); const view = await browser.newPage(); await view.setContent("<p>" + escapeHtml(${data}))`,
    ],
  },
  {
    name: "ldapjs",
    rule: "no-ldap-injection",
    packages: { ldapjs: "3.0.0" },
    imports: [["ldap", "ldapjs"]],
    setup: 'const directory = ldap.createClient({ url: "ldap://x" })',
    use: (data) => `directory.search("dc=x", { filter: "(uid=" + ${data} + ")" }, () => {})`,
    safe: [
      (data) => `directory.search("dc=x", { filter: new ldap.EqualityFilter({ attribute: "uid", value: String(${data}) }) }, () => {})`,
    ],
  },
  {
    name: "xpath",
    rule: "no-xpath-injection",
    packages: { xpath: "0.0.34" },
    imports: [["xpath", "xpath"]],
    use: (data) => `xpath.select("//user[name='" + ${data} + "']", document)`,
    safe: [(data) => `xpath.parse("//user[name=$name]").select({ node: document, variables: { name: ${data} } })`],
  },
  {
    name: "v8.deserialize",
    rule: "no-unsafe-deserialization",
    imports: [["v8", "v8"]],
    use: (data) => `v8.deserialize(Buffer.from(${data}, "base64"))`,
    safe: [(data) => `JSON.parse(Buffer.from(${data}, "base64").toString())`],
  },
  {
    name: "RegExp",
    rule: "no-pattern-from-request",
    packages: { lodash: "4.17.21" },
    imports: [["_", "lodash"]],
    use: (data) => `new RegExp(${data}).test("x")`,
    safe: [
      (data) => `new RegExp(_.escapeRegExp(${data})).test("x")`,
      (data) => `new RegExp(String(${data}).replace(/[.*+?^\${}()|[\\]\\\\]/g, "\\\\$&")).test("x")`,
    ],
  },
  {
    name: "log",
    rule: "no-log-injection",
    use: (data) => `console.log("login of " + ${data})`,
    safe: [(data) => `console.log("login", { name: ${data} })`, (data) => `console.log("login of " + JSON.stringify(${data}))`],
  },
  {
    name: "mail",
    rule: "no-unescaped-mail",
    packages: { nodemailer: "6.9.0", "escape-html": "1.0.3" },
    imports: [
      ["nodemailer", "nodemailer"],
      ["escapeHtml", "escape-html"],
    ],
    setup: "const post = nodemailer.createTransport({})",
    use: (data) => `await post.sendMail({ to: "a@example.com", html: "<p>" + ${data} + "</p>" })`,
    safe: [
      (data) => `await post.sendMail({ to: "a@example.com", html: "<p>" + escapeHtml(${data}) + "</p>" })`,
      (data) => `await post.sendMail({ to: "a@example.com", text: "Hello " + ${data} })`,
    ],
  },
]

/** Everything request data must not reach as they come, whatever the framework. */
export const sinks: readonly Sink[] = [
  ...databases,
  ...queries,
  ...documents,
  ...programs,
  ...evaluators,
  ...files,
  ...clients,
  ...templates,
  ...others,
]

/** The sink of a name. */
export function sinkNamed(name: string): Sink {
  const found = sinks.find((each) => each.name === name)
  if (!found) throw new Error(`no sink ${name}`)
  return found
}
