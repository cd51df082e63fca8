import type { Order, PrismaClient } from "@prisma/client"
import { conflict, HttpError, notFound } from "../errors.js"
import type { NewOrder, OrderListQuery } from "../schemas/orders.js"

export interface OrderPage {
  readonly orders: readonly Order[]
  /** Pass as `cursor` for the next page; `null` on the last one. */
  readonly nextCursor: string | null
}

export async function listOrders(database: PrismaClient, { status, cursor, limit }: OrderListQuery): Promise<OrderPage> {
  const orders = await database.order.findMany({
    where: status === undefined ? {} : { status },
    orderBy: [{ createdAt: "desc" }, { id: "desc" }],
    // One more than asked for tells whether there is a next page.
    take: limit + 1,
    ...(cursor === undefined ? {} : { cursor: { id: cursor }, skip: 1 }),
  })
  const page = orders.slice(0, limit)
  return { orders: page, nextCursor: orders.length > limit ? (page.at(-1)?.id ?? null) : null }
}

export async function getOrder(database: PrismaClient, id: string) {
  const order = await database.order.findUnique({
    where: { id },
    include: { lines: { include: { product: { select: { sku: true, name: true } } } } },
  })
  if (order === null) throw notFound("This order")
  return order
}

/** Prices are read here and not taken from the caller. */
export async function placeOrder(database: PrismaClient, { customerId, lines }: NewOrder) {
  const ids = [...new Set(lines.map((line) => line.productId))]
  if (ids.length !== lines.length) throw new HttpError(400, "invalid_request", "A product may appear on one line only")

  return database.$transaction(async (transaction) => {
    const customer = await transaction.customer.findUnique({ where: { id: customerId }, select: { id: true } })
    if (customer === null) throw notFound("This customer")

    const products = await transaction.product.findMany({ where: { id: { in: ids } }, take: ids.length })
    const prices = new Map(products.map((product) => [product.id, product.priceCents]))
    const priced = lines.map(({ productId, quantity }) => {
      const priceCents = prices.get(productId)
      if (priceCents === undefined) throw notFound(`Product ${productId}`)
      return { productId, quantity, priceCents }
    })

    return transaction.order.create({
      data: {
        customerId,
        totalCents: priced.reduce((total, line) => total + line.quantity * line.priceCents, 0),
        lines: { create: priced },
      },
      include: { lines: true },
    })
  })
}

export async function cancelOrder(database: PrismaClient, id: string): Promise<Order> {
  // One statement, so that an order that ships at this moment is not cancelled.
  const { count } = await database.order.updateMany({
    where: { id, status: { in: ["PLACED", "PAID"] } },
    data: { status: "CANCELLED" },
  })
  const order = await database.order.findUnique({ where: { id } })
  if (order === null) throw notFound("This order")
  if (count === 0) throw conflict(`An order that is ${order.status.toLowerCase()} cannot be cancelled`)
  return order
}
