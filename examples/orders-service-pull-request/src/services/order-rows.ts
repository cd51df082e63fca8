import type { OrderStatus } from "@prisma/client"

/** A row of the search, named as in the database. */
export interface OrderRow {
  readonly id: string
  readonly status: OrderStatus
  readonly total_cents: number
  readonly created_at: Date
  readonly customer: string
}

export interface SearchHit {
  readonly id: string
  readonly status: OrderStatus
  readonly total: string
  readonly createdAt: string
  readonly customer: string
}

export function toSearchHit(row: OrderRow): SearchHit {
  return {
    id: row.id,
    status: row.status,
    total: formatCents(row.total_cents),
    createdAt: row.created_at.toISOString(),
    customer: row.customer,
  }
}

/** "12.05" for 1205; whole numbers only, so that nothing is lost to rounding. */
export function formatCents(cents: number): string {
  const sign = cents < 0 ? "-" : ""
  const absolute = Math.abs(cents)
  return `${sign}${Math.floor(absolute / 100)}.${String(absolute % 100).padStart(2, "0")}`
}
