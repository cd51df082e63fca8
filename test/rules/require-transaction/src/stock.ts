// @ts-nocheck fixture
import express from "express"
import knexFactory from "knex"
import { Reservation, Stock } from "./models.js"

const app = express()
const knex = knexFactory({ client: "pg" })

app.post("/transfers", async (req, res) => {
  const { from, amount } = req.body
  const [id] = await knex("transfers").insert({ from, amount })
  // ruleid: require-transaction
  await knex("bookings").insert({ transferId: id, amount })
  res.status(204).end()
})

app.post("/reservations", async (req, res) => {
  const reservation = await Reservation.create({ sku: req.body.sku })
  // ruleid: require-transaction
  await Stock.update({ reservedBy: reservation.id }, { where: { sku: req.body.sku } })
  res.status(204).end()
})
