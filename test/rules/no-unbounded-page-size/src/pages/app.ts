// @ts-nocheck fixture
import { Controller, Get, Query } from "@nestjs/common"
import { PrismaClient } from "@prisma/client"
import express from "express"
import { boundedPaging, paging, refusedPaging } from "./paging.ts"
import { cut, ListInvoices, ListOrders, loose, tight } from "./schemas.ts"

const app = express()
const prisma = new PrismaClient()

app.get("/events", async (req, res) => {
  const { limit } = loose.parse(req.query)
  // ruleid: no-unbounded-page-size
  res.json(await prisma.event.findMany({ take: limit }))
})

app.get("/events/safe", async (req, res) => {
  const parsed = loose.safeParse(req.query)
  // ruleid: no-unbounded-page-size
  res.json(await prisma.event.findMany({ take: parsed.data.limit }))
  const { data } = tight.safeParse(req.query)
  // ok: no-unbounded-page-size
  res.json(await prisma.event.findMany({ take: data.limit }))
  // ok: no-unbounded-page-size
  res.json(await prisma.event.findMany({ take: cut.parse(req.query).limit }))
})

function list({ limit }) {
  // ruleid: no-unbounded-page-size
  return prisma.device.findMany({ take: limit })
}

function listSome({ limit }) {
  // ok: no-unbounded-page-size
  return prisma.device.findMany({ take: limit })
}

app.get("/devices", async (req, res) => res.json(await list(paging(req.query))))
app.get("/devices/some", async (req, res) => res.json([await listSome(boundedPaging(req.query)), await listSome(refusedPaging(req.query))]))

@Controller("orders")
export class Orders {
  @Get()
  list(@Query() query: ListOrders) {
    // ruleid: no-unbounded-page-size
    return prisma.order.findMany({ take: query.limit })
  }

  @Get("invoices")
  invoices(@Query() query: ListInvoices) {
    // ok: no-unbounded-page-size
    return prisma.invoice.findMany({ take: query.limit })
  }
}
