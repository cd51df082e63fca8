import type { TechnologyModel } from "./model.ts"

export const pg: TechnologyModel = {
  technology: "PostgreSQL",
  packages: ["pg", "@neondatabase/serverless", "pg-promise"],
  same: [
    { from: "fastify.FastifyInstance().pg", to: "pg.Pool()" },
    { from: "fastify().pg", to: "pg.Pool()" },
    { from: "pg.Client()", to: "pg.Pool()" },
    { from: "pg.PoolClient()", to: "pg.Pool()" },
    { from: "pg.ClientBase()", to: "pg.Pool()" },
    { from: "pg.Pool().connect()", to: "pg.Pool()" },
  ],
  sinks: [
    { call: "pg.Pool().query", kind: "sql", arguments: [0], properties: ["text"], needs: "string" },
    { call: "pg.Query", kind: "sql", arguments: [0], needs: "string" },
    { call: "pg-query-stream", kind: "sql", arguments: [0], needs: "string" },
    { call: "pg-cursor", kind: "sql", arguments: [0], needs: "string" },
    { call: "postgres().unsafe", kind: "sql", arguments: [0], needs: "string" },
    { call: "slonik-sql-tag-raw.raw", kind: "sql", arguments: [0], needs: "string" },
    { call: "slonik.sql.raw", kind: "sql", arguments: [0], needs: "string" },
    ...["@vercel/postgres.sql.query", "@vercel/postgres.db.query"].map(
      (call) => ({ call, kind: "sql", arguments: [0], properties: ["text"], needs: "string" }) as const,
    ),
    // https://neon.com/docs/serverless/serverless-driver
    ...["pg.neon()", "pg.neon().query", "pg.neon().unsafe"].map(
      (call) => ({ call, kind: "sql", arguments: [0], needs: "string" }) as const,
    ),
    // pg-promise
    ...["any", "one", "none", "many", "oneOrNone", "manyOrNone", "result", "query", "multi", "each", "map"].map(
      (method) => ({ call: `pg()().${method}`, kind: "sql", arguments: [0], properties: ["text"], needs: "string" }) as const,
    ),
  ],
  namedSinks: [
    { receiver: /^sql$/, method: "unsafe", kind: "sql", arguments: [0], needs: "string" },
    ...["any", "one", "none", "many", "oneOrNone", "manyOrNone"].map(
      (method) => ({ receiver: /^(?:db|t|tx|pgp|database)$/, method, kind: "sql", arguments: [0], needs: "string" }) as const,
    ),
    {
      receiver: /^(?:db|database|pool|client|conn|connection|pg|postgres|sql|trx|tx|dbClient|dbPool)$/i,
      method: "query",
      kind: "sql",
      arguments: [0],
      properties: ["text", "sql"],
      needs: "string",
    },
  ],
  passages: [
    { call: "pg.escapeIdentifier", from: "all", drops: ["string", "shape", "host", "path"] },
    { call: "pg-format", from: "all", drops: ["string", "shape", "host", "path"] },
  ],
  queryTags: [
    "postgres()",
    "pg.neon()",
    "@vercel/postgres.sql",
    "@vercel/postgres.createPool().sql",
    "@vercel/postgres.createClient().sql",
  ],
  facts: [
    { call: "pg.Pool().query", is: ["returns-promise", "db-read"] },
    { call: "postgres().unsafe", is: ["returns-promise", "db-read"] },
    { call: "@vercel/postgres.sql.query", is: ["returns-promise", "db-read"] },
    // pg-promise
    ...["any", "one", "none", "many", "oneOrNone", "manyOrNone", "query"].map(
      (method) => ({ call: `pg()().${method}`, is: ["returns-promise", "db-read"] }) as const,
    ),
    // slonik
    ...["any", "one", "many", "maybeOne", "oneFirst", "anyFirst", "manyFirst", "maybeOneFirst", "query"].map(
      (method) => ({ call: `slonik.createPool().${method}`, is: ["returns-promise", "db-read"] }) as const,
    ),
  ],
  namedFacts: [
    {
      receiver: /^(?:db|database|pool|client|conn|connection|pg|postgres|trx|tx)$/i,
      methods: ["query"],
      is: ["returns-promise", "db-read"],
    },
    // `fastify.pg`, `this.pool`, `ctx.db`; a `client` below something else is as often one of another kind of service.
    {
      receiver: /^[\w$]{1,60}\.(?:[\w$]{1,60}\.)?#?(?:db|database|pool|conn|connection|pg|postgres)$/i,
      methods: ["query"],
      is: ["returns-promise", "db-read"],
    },
  ],
}
