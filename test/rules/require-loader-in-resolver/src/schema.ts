// @ts-nocheck fixture
import { PrismaClient } from "@prisma/client"
import { Pool } from "pg"

const pool = new Pool()
const prisma = new PrismaClient()

export const typeDefs = `
  type Author { id: ID!, name: String! }
  type Review { id: ID!, author: Author, book: Book, shop: Shop, stars: Int! }
  type Viewer { id: ID!, reviews: [Review!]! }
  type Query { reviews: [Review!]!, viewer: Viewer }
`

export const resolvers = {
  Query: {
    // ok: require-loader-in-resolver
    reviews: async () => (await pool.query("SELECT * FROM reviews ORDER BY id LIMIT 50")).rows,
  },
  Review: {
    author: async (review) => {
      // ruleid: require-loader-in-resolver
      const { rows } = await pool.query("SELECT id, name FROM authors WHERE id = $1", [review.authorId])
      return rows[0]
    },
    // ok: require-loader-in-resolver
    book: (review, _, { loaders }) => loaders.books.load(review.bookId),
    // Prisma gathers these by itself.
    // ok: require-loader-in-resolver
    shop: ({ shopId }) => prisma.shop.findUnique({ where: { id: shopId } }),
    // ok: require-loader-in-resolver
    stars: (review) => Math.round(review.stars),
  },
  Viewer: {
    // There is one of it in an answer.
    // ok: require-loader-in-resolver
    reviews: async (viewer) => (await pool.query("SELECT * FROM reviews WHERE author = $1 LIMIT 50", [viewer.id])).rows,
  },
}
