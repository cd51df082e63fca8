import { BigQuery } from "@google-cloud/bigquery"
import { createClient } from "@clickhouse/client"
import { MikroORM } from "@mikro-orm/core"
import { connect } from "@planetscale/database"
import { Client } from "cassandra-driver"
import express from "express"
import { sql } from "kysely"
import mssql from "mssql"
import neo4j from "neo4j-driver"
import oracledb from "oracledb"
import { QueryTypes, Sequelize } from "sequelize"
import snowflake from "snowflake-sdk"

const app = express()
const bigquery = new BigQuery()
const clickhouse = createClient()
const cassandra = new Client({ contactPoints: ["db"] })
const planetscale = connect({ url: process.env.DATABASE_URL })
const graph = neo4j.driver("bolt://graph")
const warehouse = snowflake.createConnection({ account: "acme" })
const sequelize = new Sequelize(process.env.DATABASE_URL as string)

app.get("/mssql", async (req, res) => {
  const pool = await mssql.connect("mssql://db")
  // ruleid: no-sql-injection
  res.json(await pool.request().query("SELECT id FROM users WHERE name = '" + req.query.name + "'"))
  // ok: no-sql-injection
  res.json(await pool.request().input("name", req.query.name).query("SELECT id FROM users WHERE name = @name"))
})

app.get("/oracle", async (req, res) => {
  const connection = await oracledb.getConnection()
  // ruleid: no-sql-injection
  res.json(await connection.execute(`SELECT id FROM users WHERE name = '${req.query.name}'`))
  // ok: no-sql-injection
  res.json(await connection.execute("SELECT id FROM users WHERE name = :name", [req.query.name]))
})

app.get("/bigquery", async (req, res) => {
  // ruleid: no-sql-injection
  res.json(await bigquery.query({ query: `SELECT id FROM users WHERE name = '${req.query.name}'` }))
  // ok: no-sql-injection
  res.json(await bigquery.query({ query: "SELECT id FROM users WHERE name = @name", params: { name: req.query.name } }))
})

app.get("/clickhouse", async (req, res) => {
  // ruleid: no-sql-injection
  res.json(await clickhouse.query({ query: `SELECT id FROM events WHERE kind = '${req.query.kind}'` }))
})

app.get("/cassandra", async (req, res) => {
  // ruleid: no-sql-injection
  res.json(await cassandra.execute(`SELECT id FROM users WHERE name = '${req.query.name}'`))
  // ok: no-sql-injection
  res.json(await cassandra.execute("SELECT id FROM users WHERE name = ?", [req.query.name], { prepare: true }))
})

app.get("/planetscale", async (req, res) => {
  // ruleid: no-sql-injection
  res.json(await planetscale.execute(`SELECT id FROM users WHERE name = '${req.query.name}'`))
})

app.get("/graph", async (req, res) => {
  const session = graph.session()
  // ruleid: no-sql-injection
  res.json(await session.run(`MATCH (u:User { name: '${req.query.name}' }) RETURN u`))
  // ok: no-sql-injection
  res.json(await session.run("MATCH (u:User { name: $name }) RETURN u", { name: req.query.name }))
})

app.get("/snowflake", (req, res) => {
  // ruleid: no-sql-injection
  warehouse.execute({ sqlText: `SELECT id FROM users WHERE name = '${req.query.name}'`, complete: (error, _, rows) => res.json(rows) })
})

app.get("/mikro", async (req, res) => {
  const orm = await MikroORM.init()
  // ruleid: no-sql-injection
  res.json(await orm.em.getConnection().execute(`SELECT id FROM users WHERE name = '${req.query.name}'`))
})

app.get("/kysely", (req, res) => {
  // ruleid: no-sql-injection
  res.json(sql.raw(`name = '${req.query.name}'`))
  // ok: no-sql-injection
  res.json(sql`name = ${req.query.name}`)
})

app.get("/sequelize", async (req, res) => {
  // ruleid: no-sql-injection
  res.json(await sequelize.query(`SELECT id FROM users WHERE name = '${req.query.name}'`, { type: QueryTypes.SELECT }))
  // ok: no-sql-injection
  res.json(await sequelize.query("SELECT id FROM users WHERE name = :name", { replacements: { name: req.query.name } }))
})
