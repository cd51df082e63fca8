const express = require("express")
const escapeHtml = require("escape-html")
const { Pool } = require("pg")
const knex = require("knex")({ client: "pg" })

const app = express()
const pool = new Pool()

app.post("/posts", async (req, res) => {
  await pool.query("INSERT INTO posts (title, message, motto) VALUES ($1, $2, $3)", [
    req.body.title,
    req.body.message,
    escapeHtml(req.body.motto),
  ])
  res.redirect("/board")
})

app.post("/members", async (req, res) => {
  await knex("members").insert({ name: req.body.name, about: req.body.about })
  res.redirect("/members")
})

// The list is written by `post.message`; what is escaped before it is kept does no harm.
app.get("/board", async (req, res) => {
  const { rows } = await pool.query("SELECT * FROM posts ORDER BY created_at DESC LIMIT 20")
  // ruleid: no-raw-view-output
  res.render("board", { posts: rows })
})

app.get("/members", async (req, res) => {
  const members = await knex("members").select("name", "about").limit(20)
  // ruleid: no-raw-view-output
  res.render("members", { members })
})

app.get("/members/:id", async (req, res) => {
  const member = await knex("members").where({ id: req.params.id }).first()
  // ruleid: no-raw-view-output
  res.render("member.pug", { member })
})

// Only the title is written there, with escaping.
app.get("/titles", async (req, res) => {
  const { rows: posts } = await pool.query("SELECT title FROM posts LIMIT 20")
  // ok: no-raw-view-output
  res.render("titles", { posts })
})

// Nobody writes this table.
app.get("/rules", async (req, res) => {
  const { rows: posts } = await pool.query("SELECT title, message FROM house_rules")
  // ok: no-raw-view-output
  res.render("board", { posts })
})
