// @ts-nocheck fixture
import DataLoader from "dataloader"
import { Pool } from "pg"

const pool = new Pool()
const byIds = async (ids) => (await pool.query("SELECT * FROM vendors WHERE id = ANY($1)", [ids])).rows
const kept = new WeakMap()

export const vendorLoader = () => new DataLoader(byIds)
export function keptLoader(context) {
  if (!kept.has(context)) kept.set(context, new DataLoader(byIds))
  return kept.get(context)
}

export const typeDefs = `type Product { vendor: Vendor } type Query { products: [Product!]! }`

export const resolvers = {
  Query: { products: async () => (await pool.query("SELECT * FROM products LIMIT 50")).rows },
  Product: {
    // ruleid: require-loader-in-resolver
    vendor: (product) => vendorLoader().load(product.vendorId),
    maker: (product) => {
      const loader = new DataLoader(byIds)
      // ruleid: require-loader-in-resolver
      return loader.load(product.makerId)
    },
    // ok: require-loader-in-resolver
    owner: (product, _, context) => keptLoader(context).load(product.ownerId),
    // ok: require-loader-in-resolver
    brand: (product, _, { loaders }) => loaders.brands.load(product.brandId),
  },
}
