// @ts-nocheck fixture
import type { Request, Response } from "express"
import { orders } from "./store.js"

export async function cancelOrder(req: Request, res: Response) {
  await orders.cancel(req.params.id)
  res.status(204).end()
}
