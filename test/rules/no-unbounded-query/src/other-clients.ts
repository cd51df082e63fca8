// @ts-nocheck fixture
import express from "express"
import knex from "knex"
import postgres from "postgres"
import { getFirestore } from "firebase-admin/firestore"
import { EntityManager } from "@mikro-orm/postgresql"
import { Kysely } from "kysely"
import { DataSource } from "typeorm"
import { Model } from "objection"
import { Order as OrderEntity } from "./models.ts"

const app = express()
const db = knex({ client: "pg" })
const sql = postgres(process.env.DATABASE_URL)
const store = getFirestore()
const kysely = new Kysely({ dialect })
const source = new DataSource({ type: "postgres" })

class Invoice extends Model {}

app.get("/customers", async (req, res) => {
  // ruleid: no-unbounded-query
  const customers = await kysely.selectFrom("customers").selectAll().orderBy("created_at").execute()
  // ok: no-unbounded-query
  const latest = await kysely.selectFrom("customers").selectAll().orderBy("created_at").limit(20).execute()
  // ok: no-unbounded-query
  const mine = await kysely.selectFrom("customers").selectAll().where("agent_id", "=", req.user.id).execute()
  // ok: no-unbounded-query
  const total = await kysely.selectFrom("customers").select(({ fn }) => fn.countAll().as("total")).execute()
  res.json({ customers, latest, mine, total })
})

app.get("/orders", async (req, res) => {
  // ruleid: no-unbounded-query
  const all = await sql`SELECT id, total FROM orders ORDER BY id`
  // ok: no-unbounded-query
  const few = await sql`SELECT id, total FROM orders ORDER BY id LIMIT 50`
  // ok: no-unbounded-query
  const some = await sql`SELECT id, total FROM orders WHERE customer_id = ${req.user.id}`
  // ruleid: no-unbounded-query
  const documents = await store.collection("orders").orderBy("createdAt").get()
  // ok: no-unbounded-query
  const page = await store.collection("orders").orderBy("createdAt").limit(50).get()
  // ruleid: no-unbounded-query
  const found = await source.getRepository(OrderEntity).createQueryBuilder("o").leftJoinAndSelect("o.lines", "l").getMany()
  // ok: no-unbounded-query
  const taken = await source.getRepository(OrderEntity).createQueryBuilder("o").take(50).getMany()
  // ruleid: no-unbounded-query
  const entities = await source.manager.find(OrderEntity)
  res.json({ all, few, some, documents, page, found, taken, entities })
})

app.get("/invoices", async (req, res) => {
  // ruleid: no-unbounded-query
  const all = await db.select("*").from("invoices")
  // ruleid: no-unbounded-query
  const bare = await db("invoices")
  // ok: no-unbounded-query
  const one = await db("invoices").where({ id: req.query.id }).first()
  // ruleid: no-unbounded-query
  const models = await Invoice.query().withGraphFetched("lines")
  // ok: no-unbounded-query
  const page = await Invoice.query().page(req.query.page, 50)
  res.json({ all, bare, one, models, page })
})

app.get("/shipments", (req, res, next) => {
  // ruleid: no-unbounded-query
  db("shipments").select().then((rows) => res.json(rows)).catch(next)
})

export class ShipmentStore {
  constructor(private readonly em: EntityManager) {}
  all() {
    // ruleid: no-unbounded-query
    return this.em.find(Shipment, {})
  }
  page(limit) {
    // ok: no-unbounded-query
    return this.em.find(Shipment, {}, { limit: Math.min(limit, 100) })
  }
}
const shipments = new ShipmentStore(em)
app.get("/shipments/all", async (req, res) => res.json(await shipments.all()))
app.get("/shipments/page", async (req, res) => res.json(await shipments.page(20)))
