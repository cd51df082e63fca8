// @ts-nocheck fixture
import { asClass, asValue, createContainer } from "awilix"
import { CosmosClient } from "@azure/cosmos"
import { parse } from "csv-parse"
import express from "express"
import mysql from "mysql2"
import { promisify } from "node:util"
import pg from "pg"

class People {
  constructor({ pool }) {
    this.pool = pool
  }

  find(name) {
    // ruleid: no-sql-injection
    return this.pool.query(`SELECT * FROM people WHERE name = '${name}'`)
  }

  count(name) {
    // ok: no-sql-injection
    return this.pool.query("SELECT count(*) FROM people WHERE name = $1", [name])
  }
}

const container = createContainer()
container.register({ people: asClass(People).scoped(), pool: asValue(new pg.Pool()) })

const connection = mysql.createConnection(process.env.DATABASE_URL)
const query = promisify(connection.query).bind(connection)
const notes = new CosmosClient(process.env.COSMOS).database("app").container("notes")
const app = express()

app.get("/people", async (req, res) => {
  const people = container.resolve("people")
  await people.count(req.query.name)
  res.json(await people.find(req.query.name))
})

app.get("/places", async (req, res) => {
  // ruleid: no-sql-injection
  await query("SELECT * FROM places WHERE id = " + req.query.id)
  // ok: no-sql-injection
  res.json(await query("SELECT * FROM places WHERE id = ?", [String(req.query.id)]))
})

app.get("/notes", async (req, res) => {
  // ruleid: no-sql-injection
  const { resources } = await notes.items.query(`SELECT * FROM c WHERE c.title = "${req.query.title}"`).fetchAll()
  // ok: no-sql-injection
  await notes.items.query({ query: "SELECT * FROM c WHERE c.title = @t", parameters: [{ name: "@t", value: req.query.title }] }).fetchAll()
  res.json(resources)
})

app.post("/items", (req, res) => {
  req
    .pipe(parse({ columns: true }))
    .on("data", (row) => {
      // ruleid: no-sql-injection
      connection.query(`INSERT INTO items (name) VALUES ('${row.name}')`)
    })
    .on("end", () => res.end())
})
