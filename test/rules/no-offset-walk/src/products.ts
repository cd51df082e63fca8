// @ts-nocheck fixture
import { PrismaClient } from "@prisma/client"
import { model } from "mongoose"
import { Pool } from "pg"
import { index } from "./index.ts"

const pool = new Pool()
const prisma = new PrismaClient()
const Product = model("Product", {})
const PAGE = `SELECT id, title FROM products ORDER BY id LIMIT $1 OFFSET $2`
const AFTER = `SELECT id, title FROM products WHERE id > $2 ORDER BY id LIMIT $1`

export async function* pages(size) {
  for (let offset = 0; ; offset += size) {
    // ruleid: no-offset-walk
    const { rows } = await pool.query(PAGE, [size, offset])
    yield rows
    if (rows.length < size) return
  }
}

export async function* pagesAfter(size) {
  for (let after = 0; ; ) {
    // ok: no-offset-walk
    const { rows } = await pool.query(AFTER, [size, after])
    yield rows
    if (rows.length < size) return
    after = rows.at(-1).id
  }
}

export async function reindex() {
  let page = 0
  while (true) {
    // ruleid: no-offset-walk
    const products = await prisma.product.findMany({ orderBy: { id: "asc" }, skip: page * 500, take: 500 })
    if (products.length === 0) break
    await index(products)
    page++
  }
  let skip = 0
  let found
  do {
    // ruleid: no-offset-walk
    found = await Product.find().sort({ _id: 1 }).skip(skip).limit(100)
    skip += found.length
  } while (found.length > 0)
}

// One page, for a client.
export async function list(page) {
  // ok: no-offset-walk
  return prisma.product.findMany({ skip: page * 20, take: 20 })
}

export async function other(names) {
  for (let at = 0; at < names.length; at++) {
    // ok: no-offset-walk
    await prisma.product.findMany({ where: { name: names[at] }, skip: 1, take: 1 })
  }
}
