// @ts-nocheck fixture
import knex from "knex"
import { Pool } from "pg"
import { PrismaClient } from "@prisma/client"

const prisma = new PrismaClient()
const pool = new Pool()
const db = knex({ client: "pg" })

export async function unread(userId) {
  // ruleid: no-count-by-loading
  const result = await pool.query("SELECT * FROM notifications WHERE user_id = $1", [userId])
  return result.rows.length
}

export async function pending(userId) {
  // ruleid: no-count-by-loading
  const { rowCount } = await pool.query("SELECT id FROM invitations WHERE user_id = $1", [userId])
  return { pending: rowCount }
}

export async function drafts(userId) {
  // ruleid: no-count-by-loading
  return (await db("drafts").where({ user_id: userId })).length
}

export function openTickets() {
  // ruleid: no-count-by-loading
  return prisma.ticket.findMany().then((tickets) => tickets.filter((each) => each.open).length)
}

export async function known(id) {
  // ok: no-count-by-loading
  const { rows } = await pool.query("SELECT 1 FROM users WHERE id = $1 LIMIT 1", [id])
  return rows.length
}

export async function removed(id) {
  // ok: no-count-by-loading
  const { rowCount } = await pool.query("DELETE FROM drafts WHERE owner_id = $1", [id])
  return rowCount
}

export async function lockAll(ids, work) {
  // ok: no-count-by-loading
  const { rows } = await pool.query("SELECT id FROM jobs WHERE id = ANY($1) FOR UPDATE", [ids])
  if (rows.length !== ids.length) throw new Error("some are missing")
  return work(ids)
}

export async function page(userId) {
  // ok: no-count-by-loading
  const { rows } = await pool.query("SELECT * FROM notifications WHERE user_id = $1", [userId])
  return { total: rows.length, rows: rows.slice(0, 10) }
}
