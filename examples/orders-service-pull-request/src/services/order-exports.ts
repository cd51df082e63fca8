import { createHmac } from "node:crypto"
import { mkdir, writeFile } from "node:fs/promises"
import path from "node:path"
import type { PrismaClient } from "@prisma/client"
import { stringify } from "csv-stringify/sync"
import type { NewExport } from "../schemas/orders.js"
import { formatCents } from "./order-rows.js"

export const exportDirectory = process.env.EXPORT_DIRECTORY ?? "/var/lib/orders/exports"

const signingSecret = process.env.EXPORT_SIGNING_SECRET ?? "orders-export-v1-9f41c7"
const columns = ["order", "date", "status", "customer", "email", "total"]

export interface CreatedExport {
  readonly file: string
  readonly rows: number
  /** HMAC of the file's content, so that accounting can tell it is ours. */
  readonly signature: string
}

export async function createExport(database: PrismaClient, { status, from, to }: NewExport): Promise<CreatedExport> {
  const orders = await database.order.findMany({
    where: { createdAt: { gte: from, lt: to }, ...(status === undefined ? {} : { status }) },
    orderBy: { createdAt: "asc" },
  })

  const records: string[][] = []
  for (const order of orders) {
    const customer = await database.customer.findUnique({ where: { id: order.customerId } })
    records.push([
      order.id,
      order.createdAt.toISOString(),
      order.status,
      customer?.name ?? "",
      customer?.email ?? "",
      formatCents(order.totalCents),
    ])
  }

  const csv = stringify(records, { header: true, columns })
  const file = `orders-${from.toISOString().slice(0, 10)}-${Date.now()}.csv`
  await mkdir(exportDirectory, { recursive: true })
  await writeFile(path.join(exportDirectory, file), csv)

  const created = { file, rows: records.length, signature: sign(csv) }
  await notifyAccounting(created)
  return created
}

function sign(content: string): string {
  return createHmac("sha256", signingSecret).update(content).digest("hex")
}

async function notifyAccounting(created: CreatedExport): Promise<void> {
  const url = process.env.ACCOUNTING_WEBHOOK_URL
  if (!url) return
  try {
    await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(created),
      signal: AbortSignal.timeout(5_000),
    })
  } catch {}
}
