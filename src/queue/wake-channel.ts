import { sql } from "kysely"
import type { Database } from "../store/tables.ts"
import type { Store } from "../store/open-store.ts"
import type { JobKind } from "./job-queues.ts"

/** Something was accepted: workers look at once, and whoever works on `key` looks whether it is outdated. */
export interface Wake {
  readonly kind: JobKind
  readonly key: string
}

export interface WakeChannel {
  /** Calls `listener` at each wake; `null` means that some may have been missed. Returns what ends it. */
  subscribe(listener: (wake: Wake | null) => void): () => void
  /** Tells this process at once, whether or not the database passes notifications on. */
  announce(wake: Wake): void
  close(): Promise<void>
}

const channel = "expert_jobs"

/** Sends a wake to all processes when the transaction commits, and to nobody when it does not. */
export async function notifyWake(transaction: Database, { kind, key }: Wake): Promise<void> {
  await sql`select pg_notify(${channel}, ${`${kind} ${key}`})`.execute(transaction)
}

/** Listens for wakes of all processes. Where that is impossible (a pooler in between) everything still works by polling. */
export async function openWakeChannel(store: Store, onError: (error: unknown) => void): Promise<WakeChannel> {
  const listeners = new Set<(wake: Wake | null) => void>()
  const tell = (wake: Wake | null) => listeners.forEach((listener) => listener(wake))
  const subscription = await Promise.resolve(
    store.boss.getDb().listen?.(
      channel,
      (payload) => tell(parseWake(payload)),
      () => tell(null),
    ),
  ).catch((error: unknown) => {
    onError(error)
    return undefined
  })
  return {
    subscribe(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    announce: tell,
    close: async () => {
      listeners.clear()
      await subscription?.close()
    },
  }
}

function parseWake(payload: string): Wake {
  const [kind = "", key = ""] = payload.split(" ")
  return { kind: kind as JobKind, key }
}
