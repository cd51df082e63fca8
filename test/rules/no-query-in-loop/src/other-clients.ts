// @ts-nocheck fixture
import express from "express"
import mysql from "mysql2/promise"
import postgres from "postgres"
import pMap from "p-map"
import Bluebird from "bluebird"
import { Kysely } from "kysely"
import { Sequelize, DataTypes } from "sequelize"
import { Authors } from "./authors.ts"

const app = express()
const pool = mysql.createPool(process.env.DATABASE_URL)
const sql = postgres(process.env.DATABASE_URL)
const kysely = new Kysely({ dialect })
const Ticket = new Sequelize(process.env.DATABASE_URL).define("Ticket", { title: DataTypes.STRING })
const authors = new Authors()

function* slices(list, size) {
  for (let at = 0; at < list.length; at += size) yield list.slice(at, at + size)
}

app.get("/albums", async (req, res) => {
  const albums = await sql`SELECT id, title FROM albums ORDER BY id DESC LIMIT 50`
  for (let i = 0; i < albums.length; i++) {
    const album = albums[i]
    // ruleid: no-query-in-loop
    const [photos] = await pool.execute("SELECT url FROM photos WHERE album_id = ?", [album.id])
    album.photos = photos
  }
  for (const album of albums) {
    // ruleid: no-query-in-loop
    const [cover] = await sql`SELECT url FROM covers WHERE album_id = ${album.id} LIMIT 1`
    album.cover = cover
  }
  for (const [position, album] of albums.entries()) {
    // ruleid: no-query-in-loop
    album.songs = await kysely.selectFrom("songs").selectAll().where("album_id", "=", album.id).execute()
    album.position = position
  }
  for (const album of albums) {
    // ruleid: no-query-in-loop
    album.author = await authors.byId(album.authorId)
  }
  // ruleid: no-query-in-loop
  await pMap(albums, async (album) => (album.label = await sql`SELECT name FROM labels WHERE id = ${album.labelId}`), { concurrency: 4 })
  // ruleid: no-query-in-loop
  await Bluebird.map(albums, async (album) => (album.plays = await sql`SELECT count(*) FROM plays WHERE album_id = ${album.id}`))
  res.json(albums)
})

app.get("/tickets", async (req, res) => {
  const tickets = await Ticket.findAll({ limit: 50 })
  const found = []
  for (const ticket of tickets) {
    // ruleid: no-query-in-loop
    found.push({ id: ticket.id, comments: await ticket.getComments() })
  }
  res.json(found)
})

app.post("/emails/check", async (req, res) => {
  const known = []
  for (const some of slices(req.body.emails, 500)) {
    // ok: no-query-in-loop
    known.push(...(await sql`SELECT email FROM users WHERE email IN ${sql(some)}`))
  }
  res.json(known)
})

app.post("/songs", async (req, res) => {
  // ok: no-query-in-loop
  const rows = req.body.songs.map((song) => sql`(${song.title}, ${song.albumId})`)
  await sql`INSERT INTO songs (title, album_id) VALUES ${rows}`
  const found = []
  for (let i = 0; i < req.body.ids.length; i += 100) {
    // ok: no-query-in-loop
    found.push(...(await sql`SELECT * FROM songs WHERE id IN ${sql(req.body.ids.slice(i, i + 100))}`))
  }
  res.json(found)
})
