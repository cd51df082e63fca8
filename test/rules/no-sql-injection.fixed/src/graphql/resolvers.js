const { ApolloServer } = require("@apollo/server")
const { Pool } = require("pg")

const pool = new Pool()
const typeDefs = `#graphql
  type Query { invoices(limit: Int!, range: Range, kinds: [Kind!], city: String): [String!] }
  input Range { least: Float, note: String }
  enum Kind { PAID OPEN }
`

const resolvers = {
  Query: {
    async invoices(_, { limit, range, kinds, city }) {
      // ok: no-sql-injection
      await pool.query(`SELECT * FROM invoices WHERE kind = '${kinds[0]}' AND total > ${range.least} LIMIT ${limit}`)
      // ruleid: no-sql-injection
      await pool.query(`SELECT * FROM invoices WHERE note = $1`, [range.note])
      // ruleid: no-sql-injection
      return pool.query(`SELECT * FROM invoices WHERE city = $1`, [city])
    },
  },
}

exports.server = new ApolloServer({ typeDefs, resolvers })
