// @ts-nocheck fixture
import pg from "pg"
import { DataSource, EntityManager, Repository } from "typeorm"

export const pool = new pg.Pool()

export async function withTransaction(work) {
  const client = await pool.connect()
  try {
    await client.query("BEGIN")
    const result = await work(client)
    await client.query("COMMIT")
    return result
  } catch (error) {
    await client.query("ROLLBACK")
    throw error
  } finally {
    client.release()
  }
}

async function enter(wallet, cents) {
  await pool.query("INSERT INTO entries (wallet, cents) VALUES ($1, $2)", [wallet, cents])
}

async function enterWith(client, wallet, cents) {
  await client.query("INSERT INTO entries (wallet, cents) VALUES ($1, $2)", [wallet, cents])
}

async function enterBy(wallet, cents, client = pool) {
  await client.query("INSERT INTO entries (wallet, cents) VALUES ($1, $2)", [wallet, cents])
}

export function payOut(wallet, cents) {
  return withTransaction(async (client) => {
    // ruleid: no-lost-transaction-client
    await enter(wallet, -cents)
    // ruleid: no-lost-transaction-client
    await enterBy(wallet, -cents)
    // ruleid: no-lost-transaction-client
    await pool.query("UPDATE wallets SET cents = cents - $2 WHERE id = $1", [wallet, cents])
    // ok: no-lost-transaction-client
    await enterWith(client, wallet, -cents)
    // ok: no-lost-transaction-client
    await enterBy(wallet, -cents, client)
    // ok: no-lost-transaction-client
    await client.query("UPDATE wallets SET cents = cents - $2 WHERE id = $1", [wallet, cents])
    // ok: no-lost-transaction-client
    await pool.query("SELECT now()")
  })
}

class Ledger {
  constructor(private readonly entries: Repository<Entry>) {}

  async record(rows, manager?: EntityManager) {
    const entries = manager ? manager.getRepository(Entry) : this.entries
    await entries.insert(rows)
  }

  async add(row, entries?: Repository<Entry>) {
    await (entries ?? this.entries).insert(row)
  }
}

export class Transfers {
  constructor(
    private readonly source: DataSource,
    private readonly ledger: Ledger,
  ) {}

  async transfer(rows) {
    await this.source.transaction(async (manager) => {
      // ruleid: no-lost-transaction-client
      await this.ledger.record(rows)
      // ruleid: no-lost-transaction-client
      await this.ledger.add(rows[0])
      // ok: no-lost-transaction-client
      await this.ledger.record(rows, manager)
      await manager.save(rows)
    })
  }
}
