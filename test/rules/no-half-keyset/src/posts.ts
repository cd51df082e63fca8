// @ts-nocheck fixture
import { Pool } from "pg"
import knexOf from "knex"
import mongoose from "mongoose"
import { PrismaClient } from "@prisma/client"

const pool = new Pool()
const knex = knexOf({ client: "pg" })
const prisma = new PrismaClient()
const Post = mongoose.model("Post", new mongoose.Schema({ createdAt: Date }))

export const bySql = (author, after) =>
  // ruleid: no-half-keyset
  pool.query("SELECT id FROM posts WHERE author = $1 AND created_at < $2 ORDER BY created_at DESC, id DESC LIMIT 20", [author, after])

export const byKnex = (cursor) =>
  // ruleid: no-half-keyset
  knex("posts").where("created_at", "<", cursor.createdAt).orderBy("created_at", "desc").orderBy("id", "desc").limit(20)

export async function byKnexInSteps(topic, cursor) {
  // ruleid: no-half-keyset
  const query = knex("posts")
    .where("topic", topic)
    .orderBy([
      { column: "published_at", order: "desc" },
      { column: "id", order: "desc" },
    ])
    .limit(20)
  if (cursor) query.where("published_at", "<", cursor.publishedAt)
  return query
}

export async function bothInSteps(topic, cursor) {
  // ok: no-half-keyset
  const query = knex("posts").where("topic", topic).orderBy("published_at", "desc").orderBy("id", "desc").limit(20)
  if (cursor) query.whereRaw("(published_at, id) < (?, ?)", [cursor.publishedAt, cursor.id])
  return query
}

export const byPrisma = (lastSeen) =>
  // ruleid: no-half-keyset
  prisma.post.findMany({ where: { score: { gt: lastSeen } }, orderBy: [{ score: "asc" }, { id: "asc" }], take: 20 })

export const byMongoose = (req) =>
  // ruleid: no-half-keyset
  Post.find({ createdAt: { $lt: req.query.before } }).sort({ createdAt: -1, _id: -1 }).limit(20)

export const bothInSql = (after) =>
  // ok: no-half-keyset
  pool.query("SELECT id FROM posts WHERE (created_at, id) < ($1, $2) ORDER BY created_at DESC, id DESC LIMIT 20", [after.at, after.id])

export const bothApart = (after) =>
  // ok: no-half-keyset
  pool.query(
    "SELECT id FROM posts WHERE created_at < $1 OR (created_at = $1 AND id < $2) ORDER BY created_at DESC, id DESC LIMIT 20",
    [after.at, after.id],
  )

// What is due, and no place in a list.
export const due = (now) =>
  // ok: no-half-keyset
  pool.query("SELECT id FROM jobs WHERE run_at > $1 ORDER BY run_at ASC, id ASC LIMIT 100", [now])

export const byNumber = (after) =>
  // ok: no-half-keyset
  pool.query("SELECT id FROM posts WHERE id < $1 ORDER BY id DESC, created_at DESC LIMIT 20", [after])

export const bothInKnex = (cursor) =>
  // ok: no-half-keyset
  knex("posts")
    .where((query) => query.where("created_at", "<", cursor.at).orWhere({ created_at: cursor.at }).andWhere("id", "<", cursor.id))
    .orderBy("created_at", "desc")
    .orderBy("id", "desc")
    .limit(20)

export const ofPrisma = (last) =>
  // ok: no-half-keyset
  prisma.post.findMany({ cursor: { id: last }, where: { score: { gt: last } }, orderBy: [{ score: "asc" }, { id: "asc" }], take: 20 })

export const bothInMongoose = (last) =>
  // ok: no-half-keyset
  Post.find({ $or: [{ createdAt: { $lt: last.at } }, { createdAt: last.at, _id: { $lt: last.id } }] }).sort({ createdAt: -1, _id: -1 }).limit(20)

export const newer = (before) =>
  // ok: no-half-keyset
  pool.query("SELECT id FROM posts WHERE created_at > $1 ORDER BY created_at DESC, id DESC LIMIT 20", [before])
