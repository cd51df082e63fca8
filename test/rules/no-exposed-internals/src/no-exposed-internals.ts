// @ts-nocheck fixture
import express from "express"
import errorhandler from "errorhandler"
import serveIndex from "serve-index"
import { ApolloServer } from "@apollo/server"
import { GraphQLModule } from "@nestjs/graphql"
import Fastify from "fastify"
import fastifyStatic from "@fastify/static"

const app = express()
const isProduction = process.env.NODE_ENV === "production"

// ruleid: no-exposed-internals
app.use("/files", serveIndex("files"))
// ruleid: no-exposed-internals
app.use(express.static("public", { dotfiles: "allow" }))
// ok: no-exposed-internals
app.use(express.static("public", { dotfiles: "ignore" }))
// ruleid: no-exposed-internals
app.use(errorhandler())
if (process.env.NODE_ENV === "development") {
  // ok: no-exposed-internals
  app.use(errorhandler())
}
if (!isProduction) {
  // ok: no-exposed-internals
  app.use("/files", serveIndex("files"))
}

export const open = new ApolloServer({
  schema,
  // ruleid: no-exposed-internals
  introspection: true,
  // ruleid: no-exposed-internals
  csrfPrevention: false,
  // ruleid: no-exposed-internals
  includeStacktraceInErrorResponses: true,
})
export const closed = new ApolloServer({
  schema,
  // ok: no-exposed-internals
  introspection: !isProduction,
})
export const nest = GraphQLModule.forRoot({
  // ruleid: no-exposed-internals
  playground: true,
})

const fastify = Fastify()
// ruleid: no-exposed-internals
fastify.register(fastifyStatic, { root: "/srv/files", list: true })
// ok: no-exposed-internals
fastify.register(fastifyStatic, { root: "/srv/files" })

// ruleid: no-exposed-internals
app.use(express.static(process.cwd()))
// ok: no-exposed-internals
app.use(express.static("public"))
