import type { TechnologyModel } from "./model.ts"

export const mysql2: TechnologyModel = {
  technology: "MySQL",
  packages: ["mysql2", "mysql2/promise", "mysql", "promise-mysql", "mariadb"],
  same: [
    { from: "mysql2.createConnection()", to: "mysql2.createPool()" },
    { from: "mysql2.createPoolCluster().getConnection()", to: "mysql2.createPool()" },
    { from: "mysql2.createPoolCluster().of()", to: "mysql2.createPool()" },
    { from: "serverless-mysql()", to: "mysql2.createPool()" },
    { from: "@fastify/mysql", to: "mysql2.createPool()" },
    { from: "fastify().mysql", to: "mysql2.createPool()" },
    { from: "fastify.FastifyInstance().mysql", to: "mysql2.createPool()" },
    { from: "mysql2.Connection()", to: "mysql2.createPool()" },
    { from: "mysql2.Pool()", to: "mysql2.createPool()" },
    { from: "mysql2.PoolConnection()", to: "mysql2.createPool()" },
    { from: "mysql2.createPool().promise()", to: "mysql2.createPool()" },
    { from: "mysql2.createPool().getConnection()", to: "mysql2.createPool()" },
  ],
  sinks: [
    { call: "mysql2.createPool().query", kind: "sql", arguments: [0], properties: ["sql"], needs: "string" },
    { call: "mysql2.createPool().execute", kind: "sql", arguments: [0], properties: ["sql"], needs: "string" },
    { call: "mysql2.createPool().batch", kind: "sql", arguments: [0], properties: ["sql"], needs: "string" },
    { call: "mysql2.raw", kind: "sql", arguments: [0], needs: "string" },
    // An object in the place of a value becomes `column = value` pairs; a prepared statement (`execute`) refuses it.
    { call: "mysql2.createPool().query", kind: "sql-object", arguments: [1], properties: ["*"], needs: "shape" },
  ],
  namedSinks: [
    {
      receiver: /^(?:db|database|pool|con|conn|connection|mysql)$/i,
      method: "query",
      kind: "sql-object",
      arguments: [1],
      properties: ["*"],
      needs: "shape",
    },
    { receiver: /^(?:con|cnx|mysql\w*)$/, method: "query", kind: "sql", arguments: [0], properties: ["sql"], needs: "string" },
    {
      receiver: /^(?:db|database|pool|con|conn|connection|mysql)$/i,
      method: "execute",
      kind: "sql",
      arguments: [0],
      properties: ["sql"],
      needs: "string",
    },
  ],
  passages: [
    { call: "mysql2.escape", from: "all", drops: ["string", "shape", "host", "path"] },
    { call: "mysql2.escapeId", from: "all", drops: ["string", "shape", "host", "path"] },
    { call: "mysql2.format", from: [0], drops: [] },
    { call: "mysql2.createPool().escape", from: "all", drops: ["string", "shape", "host", "path"] },
    { call: "mysql2.createPool().escapeId", from: "all", drops: ["string", "shape", "host", "path"] },
  ],
  facts: [
    { call: "mysql2.createPool().query", is: ["returns-promise", "db-read"] },
    { call: "mysql2.createPool().execute", is: ["returns-promise", "db-read"] },
    ...["beginTransaction", "commit", "rollback"].map((method) => ({
      call: `mysql2.createPool().${method}`,
      is: ["returns-promise"] as const,
    })),
  ],
  namedFacts: [
    { receiver: /^(?:[\w$]{1,60}\.){0,2}#?(?:pool|conn|connection|mysql)$/i, methods: ["execute"], is: ["returns-promise", "db-read"] },
    { receiver: /^[\w$]{1,60}\.mysql$/i, methods: ["query"], is: ["returns-promise", "db-read"] },
  ],
}
