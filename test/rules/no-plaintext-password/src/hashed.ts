// @ts-nocheck fixture
import knexFactory from "knex"
import { protect } from "./protect.js"

const knex = knexFactory({ client: "pg" })

export async function create(req, res) {
  const { email, password: typed } = req.body
  const password = await protect(typed)
  // ok: no-plaintext-password
  await knex("members").insert({ email, password })
  res.sendStatus(201)
}

// Whoever calls this has hashed it, for all that can be seen here.
export async function store(email, password) {
  // ok: no-plaintext-password
  await knex("members").insert({ email, password })
}
