// @ts-nocheck fixture
import { PrismaClient } from "@prisma/client"
import axios from "axios"
import knexOf from "knex"
import mongoose from "mongoose"
import { MongoClient } from "mongodb"
import { Pool } from "pg"
import { Readable } from "node:stream"
import { z } from "zod"
import { send } from "./push"

const prisma = new PrismaClient()
const knex = knexOf({ client: "pg" })
const pool = new Pool()
const User = mongoose.model("User", new mongoose.Schema({ email: String }))
const mongo = new MongoClient(process.env.MONGO_URL)

export async function byPrisma() {
  const users = await prisma.user.findMany({ take: 10 })
  // ruleid: no-async-in-foreach
  for (const user of users) {
    await send(user.email)
  }
  await tellAll(users)
}

async function tellAll(users) {
  // ruleid: no-async-in-foreach
  for (const user of users) {
    await send(user.email)
  }
}

export async function byKnex() {
  const users = await knex("users").select("email").limit(10)
  // ruleid: no-async-in-foreach
  for (const { email } of users) {
    await send(email)
  }
}

export async function byMongoose() {
  const users = await User.find({}).limit(10)
  // ruleid: no-async-in-foreach
  for (const user of users) {
    user.told = true
    await user.save()
  }
}

export async function byPg() {
  const { rows } = await pool.query("SELECT email FROM users LIMIT 10")
  // ruleid: no-async-in-foreach
  for (const row of rows) {
    await send(row.email)
  }
}

export async function byAxios() {
  const answer = await axios.get("https://users.example/all", { timeout: 1_000 })
  // ruleid: no-async-in-foreach
  for (const user of answer.data.users) {
    await send(user.email)
  }
}

const emails = z.array(z.string().email())

export async function byZod(req) {
  const parsed = emails.safeParse(req.body.emails)
  if (!parsed.success) return
  // ruleid: no-async-in-foreach
  for (const email of parsed.data) {
    await send(email)
  }
  await tellEach(parsed.data)
}

async function tellEach(lines) {
  // ruleid: no-async-in-foreach
  for (const line of lines) {
    await send(line)
  }
}

export async function rowByRow() {
  // ok: no-async-in-foreach
  await mongo.db().collection("users").find({}).forEach(async (user) => {
    await send(user.email)
  })
  const found = await mongo.db().collection("users").find({})
  // ok: no-async-in-foreach
  await found.forEach(async (user) => {
    await send(user.email)
  })
  const read = await User.find({}).cursor()
  // ok: no-async-in-foreach
  await read.eachAsync(async (user) => {
    await send(user.email)
  })
  // ok: no-async-in-foreach
  await read.forEach(async (user) => {
    await send(user.email)
  })
  // ok: no-async-in-foreach
  await Readable.from(["a"]).forEach(async (email) => {
    await send(email)
  })
}
