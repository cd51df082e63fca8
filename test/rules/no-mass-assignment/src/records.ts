// @ts-nocheck fixture
import express from "express"
import _ from "lodash"
import mongoose from "mongoose"
import { Column, DataSource, Entity, PrimaryGeneratedColumn } from "typeorm"

@Entity()
class Store {
  @PrimaryGeneratedColumn() id: string
  @Column() name: string
  @Column() ownerId: string
}

const Shop = mongoose.model("Shop", new mongoose.Schema({ name: String, owner: String }))
const source = new DataSource({ type: "postgres" })
const app = express()

app.post("/stores", async (req, res) => {
  const store = new Store()
  // ruleid: no-mass-assignment
  Object.assign(store, req.body)
  res.json(await source.getRepository(Store).save(store))
})

app.put("/stores/:id", async (req, res) => {
  const store = await source.getRepository(Store).findOneBy({ id: req.params.id, ownerId: req.user.id })
  // ruleid: no-mass-assignment
  source.getRepository(Store).merge(store, req.body)
  // ok: no-mass-assignment
  Object.assign(store, { name: req.body.name })
  res.json(await source.getRepository(Store).save(store))
})

app.put("/shops/:id", async (req, res) => {
  const shop = await Shop.findById(req.params.id)
  // ruleid: no-mass-assignment
  _.extend(shop, req.body)
  // ruleid: no-mass-assignment
  shop.set(req.body)
  // ok: no-mass-assignment
  const shown = Object.assign({}, req.body)
  await shop.save()
  res.json(shown)
})

const { Schema, model } = mongoose
const boothSchema = new Schema({ name: String, isPaid: Boolean })
const Booth = model("Booth", boothSchema)

app.put("/booths/:id", async (req, res) => {
  const booth = await Booth.findById(req.params.id)
  // ruleid: no-mass-assignment
  Object.assign(booth, req.body)
  // ok: no-mass-assignment
  booth.set({ name: req.body.name })
  await booth.save()
  res.sendStatus(204)
})
