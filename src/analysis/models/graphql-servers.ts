import type { Listener, Setting, TechnologyModel } from "./model.ts"

const EVERYTHING = ["string", "shape", "host", "path"] as const

// Methods of a root value are called with the arguments first: https://graphql.org/graphql-js/object-types/
const rooted: readonly Pick<Listener, "call" | "table">[] = [
  ...["http", "express", "koa", "fastify", "node"].map((server) => ({
    call: `graphql-http/lib/use/${server}.createHandler`,
    table: "rootValue",
  })),
  { call: "graphql-http.createHandler", table: "rootValue" },
  { call: "express-graphql.graphqlHTTP", table: "rootValue" },
  { call: "express-graphql", table: "rootValue" },
  { call: "koa-graphql.graphqlHTTP", table: "rootValue" },
  { call: "graphql.graphql", table: "rootValue" },
  { call: "graphql.graphql", table: 2 },
]

const SERVERS = [
  { call: "@apollo/server.ApolloServer", argument: 0 },
  { call: "apollo-server.ApolloServer", argument: 0 },
  { call: "apollo-server-express.ApolloServer", argument: 0 },
  { call: "@nestjs/graphql.GraphQLModule.forRoot", argument: 0 },
]

/** GraphQL servers: what they show to callers. */
export const graphqlServers: TechnologyModel = {
  technology: "GraphQL",
  packages: [],
  listeners: rooted.map((taken): Listener => ({
    where: ["graphql"],
    ...taken,
    gives: [{ parameter: 0, controls: EVERYTHING }],
    label: "this field",
  })),
  settings: [
    ...SERVERS.flatMap(({ call, argument }): Setting[] => [
      {
        call,
        argument,
        option: "csrfPrevention",
        unsafe: { is: [false] },
        concern: "exposure",
        severity: "medium",
        title: "Other sites can send GraphQL requests for a visitor",
        message:
          "A page on any site makes a visitor's browser run operations with the visitor's cookies, without asking first: `csrfPrevention: false` accepts requests that browsers send across sites unasked.",
        fix: "Remove the option; clients that send JSON are not affected.",
        safe: "true",
      },
      {
        call,
        argument,
        option: "includeStacktraceInErrorResponses",
        unsafe: { is: [true] },
        concern: "exposure",
        severity: "medium",
        title: "Stack traces are sent to callers",
        message: "Every failing operation tells the caller file names, library versions and parts of queries.",
        fix: 'Remove the option; it is on only where `NODE_ENV` is not `"production"`.',
      },
      {
        call,
        argument,
        option: "playground",
        unsafe: { is: [true] },
        concern: "exposure",
        severity: "low",
        confidence: "low",
        title: "The GraphQL playground is served in every environment",
        message: "Everyone who finds the address browses the whole schema with a ready-made client.",
        fix: "Serve it only outside production.",
        safe: 'process.env.NODE_ENV !== "production"',
      },
      {
        call,
        argument,
        option: "introspection",
        unsafe: { is: [true] },
        concern: "exposure",
        severity: "low",
        confidence: "low",
        title: "The GraphQL schema is told to everyone",
        message: "Callers list every type, field and mutation, those of administrators included.",
        fix: "Allow it only outside production, unless the API is meant to be public.",
        safe: 'process.env.NODE_ENV !== "production"',
      },
    ]),
    ...[
      { call: "mercurius", argument: 1, option: "graphiql" },
      { call: "express-graphql.graphqlHTTP", argument: 0, option: "graphiql" },
      { call: "graphql-yoga.createYoga", argument: 0, option: "graphiql" },
    ].map((each): Setting => ({
      ...each,
      unsafe: { is: [true] },
      concern: "exposure",
      severity: "low",
      confidence: "low",
      title: "The GraphQL explorer is served in every environment",
      message: "Everyone who finds the address browses the whole schema with a ready-made client.",
      fix: "Serve it only outside production.",
      safe: 'process.env.NODE_ENV !== "production"',
    })),
  ],
}
