// @ts-nocheck fixture
import { Pool } from "pg"

const pools = new Map()

export function tenantPool(tenant) {
  let pool = pools.get(tenant)
  if (!pool) {
    // ok: no-client-per-request
    pool = new Pool({ database: tenant })
    pools.set(tenant, pool)
  }
  return pool
}
