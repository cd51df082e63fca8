// @ts-nocheck fixture
import { ApolloServer } from "@apollo/server"
import Fastify from "fastify"
import mercurius from "mercurius"
import { resolvers, typeDefs } from "./schema.js"
import { maximumDepth } from "./limits.js"

// ruleid: require-query-limit
export const open = new ApolloServer({ typeDefs, resolvers })

// ok: require-query-limit
export const limited = new ApolloServer({ typeDefs, resolvers, validationRules: [maximumDepth(6)] })

// ok: require-query-limit
export const unknown = new ApolloServer({ ...options, resolvers })

const app = Fastify()
// ruleid: require-query-limit
app.register(mercurius, { schema: typeDefs, resolvers })
// ok: require-query-limit
app.register(mercurius, { schema: typeDefs, resolvers, queryDepth: 7 })
