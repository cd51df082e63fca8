// @ts-nocheck fixture
import { Pool } from "pg"
import { escapeLiteral } from "pg"
import knex from "knex"
import { Status } from "./status"

const pool = new Pool()
const builder = knex({ client: "pg" })
const KINDS = ["open", "closed"]

export async function findUser(name) {
  // ruleid: no-quoted-value-in-sql
  return pool.query("SELECT id, name FROM users WHERE name = '" + name + "'")
}

export function setUser(database, user, groups, password) {
  let statement = ""
  if (password) statement = "INSERT INTO users (name, groups) VALUES('" + user + "', '" + groups.join(",") + "');"
  else statement = "UPDATE users SET groups = '" + groups.join(",") + "' WHERE name = '" + user + "';"
  // ruleid: no-quoted-value-in-sql
  database.exec(statement, (error) => error && console.error(error))
}

export class AlarmStore {
  constructor(
    private readonly database,
    private readonly tenant: string,
    private readonly zone: number,
  ) {}

  async add({ text, at }: { text: string; at: Date }) {
    // ruleid: no-quoted-value-in-sql
    await this.database.run(`INSERT INTO alarms (text, at) VALUES ('${text}', '${at.toISOString()}')`)
  }

  async ofTenant() {
    // ruleid: no-quoted-value-in-sql
    return this.database.all(`SELECT * FROM alarms WHERE tenant = '${this.tenant}'`)
  }

  async ofZone() {
    // ok: no-quoted-value-in-sql
    return this.database.all(`SELECT * FROM alarms WHERE zone = '${this.zone}'`)
  }
}

export const search = async (filter: { text: string }) => {
  const words = filter.text.trim()
  let statement = `SELECT * FROM pages`
  statement += ` WHERE title LIKE '%${words}%'`
  // ruleid: no-quoted-value-in-sql
  return pool.query({ text: statement })
}

export function byNames(names: string[]) {
  // ruleid: no-quoted-value-in-sql
  return pool.query(`SELECT * FROM users WHERE name IN (${names.map((name) => `'${name}'`).join(", ")})`)
}

export function byName(name) {
  // ruleid: no-quoted-value-in-sql
  return builder("users").whereRaw("lower(name) = '" + name.toLowerCase() + "'")
}

export function bound(name) {
  // ok: no-quoted-value-in-sql
  return pool.query("SELECT id FROM users WHERE kind = 'person' AND name = $1", [name])
}

export function escaped(name) {
  // ok: no-quoted-value-in-sql
  return pool.query(`SELECT id FROM users WHERE name = '${name.replace(/'/g, "''")}'`)
}

export function withDriver(name) {
  // ok: no-quoted-value-in-sql
  return pool.query(`SELECT id FROM users WHERE name = ${escapeLiteral(name)} AND kind = '${Status.Open}'`)
}

export function numbered(id: number, at, count) {
  // ok: no-quoted-value-in-sql
  return pool.query(`SELECT id FROM rows WHERE id = '${id}' AND at = '${at.toISOString()}' AND n = '${Number(count)}'`)
}

export function listed(kind) {
  if (!KINDS.includes(kind)) throw new Error("no such kind")
  // ok: no-quoted-value-in-sql
  return pool.query(`SELECT id FROM rows WHERE kind = '${kind}'`)
}

export function matched(name) {
  if (!/^[a-z]+$/.test(name)) return []
  // ok: no-quoted-value-in-sql
  return pool.query(`SELECT id FROM rows WHERE name = '${name}'`)
}

export function union(kind: "open" | "closed", status: Status[keyof Status], state?: Kind) {
  // ok: no-quoted-value-in-sql
  return pool.query(`SELECT id FROM rows WHERE kind = '${kind}' AND state = '${state}'`)
}

type Kind = "open" | "closed" | Other
enum Other {
  Lost = "lost",
}

export async function constants() {
  for (const kind of KINDS) {
    // ok: no-quoted-value-in-sql
    await pool.query(`SELECT id FROM rows WHERE kind = '${kind}'`)
  }
  return count("rows", "open")
}

function count(table, kind) {
  // ok: no-quoted-value-in-sql
  return pool.query(`SELECT count(*) FROM rows WHERE kind = '${kind}'`)
}

export function createUser(name, password) {
  // ok: no-quoted-value-in-sql
  return pool.query(`CREATE USER ${name} WITH PASSWORD '${password}'`)
}

export function hasTable(table) {
  // ok: no-quoted-value-in-sql
  return pool.query(`SELECT 1 FROM information_schema.tables WHERE table_name = '${table}'`)
}

export function clean(table, key) {
  // ok: no-quoted-value-in-sql
  return pool.query(`DELETE FROM changes WHERE name = '${table}' AND id NOT IN (SELECT ${key} FROM ${table})`)
}

export function say(log, name) {
  // ok: no-quoted-value-in-sql
  log.run(`Selected '${name}' from the list`)
}

export async function stored(id) {
  const row = await pool.query("SELECT name FROM users WHERE id = $1", [id])
  // ok: no-quoted-value-in-sql
  return pool.query(`SELECT id FROM rows WHERE owner = '${row.rows[0].name}'`)
}
