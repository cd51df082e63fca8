// @ts-nocheck fixture
import mysql from "mysql2/promise"
import { Pool } from "pg"
import { DataSource } from "typeorm"

const pool = new Pool()
const connections = mysql.createPool({})
const source = new DataSource({})

export async function never(id) {
  // ruleid: require-released-client
  const client = await pool.connect()
  const { rows } = await client.query("SELECT * FROM orders WHERE id = $1", [id])
  return rows[0]
}

export async function notAfterAnError(id) {
  // ruleid: require-released-client
  const connection = await connections.getConnection()
  const [rows] = await connection.query("SELECT * FROM orders WHERE id = ?", [id])
  connection.release()
  return rows
}

export async function runner(id) {
  // ruleid: require-released-client
  const queryRunner = source.createQueryRunner()
  await queryRunner.connect()
  const rows = await queryRunner.query("SELECT 1")
  await queryRunner.release()
  return rows
}

export async function always(id) {
  // ok: require-released-client
  const client = await pool.connect()
  try {
    return await client.query("SELECT * FROM orders WHERE id = $1", [id])
  } finally {
    client.release()
  }
}

export async function handedOn() {
  // ok: require-released-client
  const client = await pool.connect()
  await client.query("SET search_path TO tenant")
  return client
}

export async function both(id) {
  // ok: require-released-client
  const connection = await connections.getConnection()
  try {
    await connection.query("DELETE FROM orders WHERE id = ?", [id])
    connection.release()
  } catch (error) {
    connection.release()
    throw error
  }
}

export async function stream(res) {
  // ok: require-released-client
  const client = await pool.connect()
  res.on("close", () => client.release())
  await client.query("SELECT 1")
}

export async function check() {
  // ok: require-released-client
  const client = await pool.connect()
  client.release()
}

export async function notWhenItIsTaken(id, seat) {
  const client = await pool.connect()
  try {
    await client.query("BEGIN")
    const { rows } = await client.query("SELECT holder FROM seats WHERE id = $1 FOR UPDATE", [seat])
    if (rows[0].holder !== null) {
      // ruleid: require-released-client
      return { held: false }
    }
    await client.query("UPDATE seats SET holder = $1 WHERE id = $2", [id, seat])
    await client.query("COMMIT")
    client.release()
    return { held: true }
  } catch (error) {
    await client.query("ROLLBACK")
    client.release()
    throw error
  }
}

export async function onEveryWay(id, seat) {
  const client = await pool.connect()
  try {
    const { rows } = await client.query("SELECT holder FROM seats WHERE id = $1", [seat])
    if (rows.length === 0) {
      client.release()
      // ok: require-released-client
      return null
    }
    client.release()
    // ok: require-released-client
    return rows[0]
  } catch (error) {
    client.release()
    // ok: require-released-client
    return null
  }
}

export async function whereThereIsNone(id) {
  const client = await pool.connect().catch(() => null)
  // ok: require-released-client
  if (!client) return null
  try {
    return await client.query("SELECT 1 FROM seats WHERE id = $1", [id])
  } finally {
    client.release()
  }
}

export async function knownBefore(checksum) {
  const runner = source.createQueryRunner()
  await runner.connect()
  await runner.startTransaction()
  const seen = await runner.manager.findOneBy("Batch", { checksum })
  if (seen) {
    // ruleid: require-released-client
    return seen.id
  }
  try {
    await runner.manager.save("Batch", { checksum })
    await runner.commitTransaction()
  } finally {
    await runner.release()
  }
}

export async function refusedBefore(id) {
  const client = await pool.connect()
  const { rows } = await client.query("SELECT state FROM orders WHERE id = $1", [id])
  // ruleid: require-released-client
  if (rows.length === 0) throw new Error("no such order")
  try {
    await client.query("DELETE FROM orders WHERE id = $1", [id])
  } finally {
    client.release()
  }
}

export async function leftInside(id) {
  // ok: require-released-client
  const client = await pool.connect()
  if (!client) return null
  try {
    const { rows } = await client.query("SELECT state FROM orders WHERE id = $1", [id])
    if (rows.length === 0) return null
    return rows[0]
  } finally {
    client.release()
  }
}

export async function releasedBefore(id) {
  // ok: require-released-client
  const client = await pool.connect()
  if (id === null) {
    client.release()
    return null
  }
  try {
    return await client.query("SELECT state FROM orders WHERE id = $1", [id])
  } finally {
    client.release()
  }
}
