// @ts-nocheck fixture
import { Pool } from "pg"
import knexOf from "knex"

const pool = new Pool()
const knex = knexOf({ client: "pg" })

export async function subscribe(email) {
  const { rows } = await pool.query("SELECT id FROM subscribers WHERE email = $1", [email])
  if (rows.length > 0) return rows[0].id
  // ruleid: require-unique-constraint
  const made = await pool.query("INSERT INTO subscribers (email) VALUES ($1) RETURNING id", [email])
  return made.rows[0].id
}

export async function openShop(slug, phone) {
  const existing = await knex("shops").where({ slug }).first()
  if (existing) throw new Error("taken")
  // ruleid: require-unique-constraint
  const [id] = await knex("shops").insert({ slug, phone }).returning("id")
  return id
}

export async function subscribeOnce(email) {
  const { rowCount } = await pool.query("SELECT 1 FROM subscribers WHERE email = $1", [email])
  if (rowCount > 0) return
  // ok: require-unique-constraint
  await pool.query("INSERT INTO subscribers (email) VALUES ($1) ON CONFLICT DO NOTHING", [email])
}

export async function addVoucher(id, code) {
  const { rows } = await pool.query("SELECT id FROM vouchers WHERE code = $1", [code])
  if (rows.length > 0) throw new Error("exists")
  // ok: require-unique-constraint
  await pool.query("INSERT INTO vouchers (id, code) VALUES ($1, $2)", [id, code])
}

export async function invite(email) {
  const { rows } = await pool.query("SELECT id FROM invites WHERE email = $1", [email])
  if (rows.length > 0) throw new Error("exists")
  // ok: require-unique-constraint
  await pool.query("INSERT INTO invites (email) VALUES ($1)", [email])
}

export async function openUnderDomain(domain) {
  const existing = await knex("shops").where({ domain }).first()
  if (existing) throw new Error("taken")
  // ok: require-unique-constraint
  await knex("shops").insert({ domain })
}

export async function join(shop_id, user_id) {
  const existing = await knex("members").where({ shop_id, user_id }).first()
  if (existing) return
  // ok: require-unique-constraint
  await knex("members").insert({ shop_id, user_id })
}

export async function noteVisit(email, source) {
  const { rows } = await pool.query("SELECT id FROM subscribers WHERE email = $1", [email])
  if (rows.length === 0) throw new Error("unknown")
  // ok: require-unique-constraint
  await pool.query("INSERT INTO subscribers (email, source) VALUES ($1, $2)", [email, source])
}

export async function subscribeAlone(email) {
  const client = await pool.connect()
  await client.query("BEGIN")
  await client.query("SELECT pg_advisory_xact_lock(hashtext($1))", [email])
  const { rows } = await client.query("SELECT id FROM subscribers WHERE email = $1", [email])
  if (rows.length > 0) return rows[0].id
  // ok: require-unique-constraint
  await client.query("INSERT INTO subscribers (email) VALUES ($1)", [email])
  await client.query("COMMIT")
}
