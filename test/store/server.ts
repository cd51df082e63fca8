import { randomUUID } from "node:crypto"
import { Client } from "pg"

const serverUrl = "postgres://root@127.0.0.1:5432/test"

/** Whether there is a PostgreSQL server to test on; where there is none the tests that need it are skipped. */
export const serverAnswers = await answers()

/** A database of its own on the test server, dropped when disposed. */
export async function aServerDatabase() {
  const name = `expert_test_${process.pid}_${randomUUID().slice(0, 8)}`
  await execute(`create database ${name}`)
  return {
    url: serverUrl.replace(/test$/, name),
    /** Ends all connections to it, as a restart of the server does. */
    disconnectAll: () => execute(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`),
    /** Ends all connections and lets nobody in until `admit`. */
    refuse: async () => {
      await execute(`alter database ${name} with allow_connections false`)
      await execute(`select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`)
    },
    admit: () => execute(`alter database ${name} with allow_connections true`),
    [Symbol.asyncDispose]: () => execute(`drop database ${name} with (force)`),
  }
}

async function execute(statement: string): Promise<void> {
  const client = new Client(serverUrl)
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

async function answers(): Promise<boolean> {
  try {
    await execute("select 1")
    return true
  } catch {
    return false
  }
}
