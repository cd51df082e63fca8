// @ts-nocheck fixture
import * as db from "./db.ts"

export async function move(from, to, cents) {
  // ruleid: no-transaction-on-pool
  await db.pool.query("BEGIN")
  try {
    await db.pool.query("UPDATE wallets SET cents = cents - $2 WHERE id = $1", [from, cents])
    await db.pool.query("UPDATE wallets SET cents = cents + $2 WHERE id = $1", [to, cents])
    await db.pool.query("COMMIT")
  } catch (error) {
    await db.pool.query("ROLLBACK")
    throw error
  }
}

export async function moveThroughHelper(from, to, cents) {
  // ruleid: no-transaction-on-pool
  await db.query("BEGIN")
  await db.query("UPDATE wallets SET cents = cents - $2 WHERE id = $1", [from, cents])
  await db.query("COMMIT")
}

export async function moveInMysql(from, cents) {
  // ruleid: no-transaction-on-pool
  await db.connections.execute("START TRANSACTION")
  await db.connections.execute("UPDATE wallets SET cents = cents - ? WHERE id = ?", [cents, from])
  await db.connections.execute("COMMIT")
}

export async function moveOnOne(from, cents) {
  const client = await db.pool.connect()
  try {
    // ok: no-transaction-on-pool
    await client.query("BEGIN")
    await client.query("UPDATE wallets SET cents = cents - $2 WHERE id = $1", [from, cents])
    await client.query("COMMIT")
  } finally {
    client.release()
  }
}

export async function moveAlone(from, cents) {
  await db.single.connect()
  // ok: no-transaction-on-pool
  await db.single.query("BEGIN")
  await db.single.query("UPDATE wallets SET cents = cents - $2 WHERE id = $1", [from, cents])
  await db.single.query("COMMIT")
}

export async function moveInOneText(from) {
  // ok: no-transaction-on-pool
  await db.pool.query("BEGIN; UPDATE wallets SET cents = 0; UPDATE wallets SET open = false; COMMIT")
  await db.pool.query("UPDATE wallets SET opened = now() WHERE id = $1", [from])
}
