const { GraphQLEnumType, GraphQLInt, GraphQLList, GraphQLNonNull, GraphQLObjectType, GraphQLString } = require("graphql")
const { Pool } = require("pg")
const { OrderRange } = require("./range")

const pool = new Pool()
const Direction = new GraphQLEnumType({ name: "Direction", values: { ASC: {}, DESC: {} } })

exports.queries = new GraphQLObjectType({
  name: "Query",
  fields: () => ({
    orders: {
      type: new GraphQLList(GraphQLString),
      args: {
        limit: { type: new GraphQLNonNull(GraphQLInt) },
        direction: { type: Direction },
        total: { type: OrderRange },
        city: { type: GraphQLString },
      },
      async resolve(_, args) {
        // ok: no-sql-injection
        await pool.query(`SELECT * FROM orders ORDER BY id ${args.direction} LIMIT ${args.limit}`)
        // ok: no-sql-injection
        await pool.query(`SELECT * FROM orders WHERE total > ${args.total.least}`)
        // ruleid: no-sql-injection
        await pool.query(`SELECT * FROM orders WHERE total > 0 ${args.total.note}`)
        // ruleid: no-sql-injection
        return pool.query(`SELECT * FROM orders WHERE city = $1`, [args.city])
      },
    },
  }),
})
