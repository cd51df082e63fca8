// @ts-nocheck fixture
import { PrismaClient } from "@prisma/client"
import express from "express"
import knexFactory from "knex"
import mongoose from "mongoose"
import pg from "pg"
import { signUp } from "./schemas.js"

const app = express()
const knex = knexFactory({ client: "pg" })
const pool = new pg.Pool()
const prisma = new PrismaClient()
const Member = mongoose.model("Member", new mongoose.Schema({ email: String, password: String }))

app.post("/knex", async (req, res) => {
  const { email, password } = req.body
  // ruleid: no-plaintext-password
  await knex("members").insert({ email, password })
  res.sendStatus(201)
})

app.post("/sql", async (req, res) => {
  await pool.query(
    "INSERT INTO members (email, password) VALUES ($1, $2)",
    // ruleid: no-plaintext-password
    [req.body.email, req.body.password],
  )
  res.sendStatus(201)
})

app.post("/prisma", async (req, res) => {
  const { email, password, name } = signUp.parse(req.body)
  // ruleid: no-plaintext-password
  await prisma.user.create({ data: { email, name, password } })
  res.sendStatus(201)
})

// The database hashes it itself.
app.post("/pgcrypto", async (req, res) => {
  // ok: no-plaintext-password
  await pool.query("INSERT INTO members (email, password) VALUES ($1, crypt($2, gen_salt('bf')))", [req.body.email, req.body.password])
  res.sendStatus(201)
})

// A hook of the schema may hash it, and this service has what hashes.
app.post("/mongoose", async (req, res) => {
  // ok: no-plaintext-password
  await Member.create({ email: req.body.email, password: req.body.password })
  res.sendStatus(201)
})

// Whoever connects to another service needs the password itself.
app.post("/connections", async (req, res) => {
  // ok: no-plaintext-password
  await knex("connections").insert({ host: req.body.host, password: req.body.password })
  res.sendStatus(201)
})
