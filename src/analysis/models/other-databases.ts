import type { TechnologyModel } from "./model.ts"

/** Clients of databases that have no file of their own: each call takes a statement as its text. */
export const otherDatabases: TechnologyModel = {
  technology: "a database client",
  packages: ["mssql"],
  same: [
    { from: "mssql.ConnectionPool().request()", to: "mssql.Request()" },
    { from: "mssql.connect().request()", to: "mssql.Request()" },
    { from: "@mikro-orm/core.EntityManager()", to: "@mikro-orm/core.MikroORM.init().em" },
    { from: "@mikro-orm/postgresql.EntityManager()", to: "@mikro-orm/core.MikroORM.init().em" },
    { from: "@mikro-orm/mysql.EntityManager()", to: "@mikro-orm/core.MikroORM.init().em" },
    { from: "@mikro-orm/core.MikroORM.init().em.getConnection()", to: "@mikro-orm/core.MikroORM.init().em" },
  ],
  sinks: [
    { call: "mssql.query", kind: "sql", arguments: [0], needs: "string" },
    { call: "mssql.Request().query", kind: "sql", arguments: [0], needs: "string" },
    { call: "mssql.Request().batch", kind: "sql", arguments: [0], needs: "string" },
    { call: "tedious.Request", kind: "sql", arguments: [0], needs: "string" },
    { call: "oracledb.getConnection().execute", kind: "sql", arguments: [0], needs: "string" },
    { call: "cassandra-driver.Client().execute", kind: "sql", arguments: [0], needs: "string" },
    { call: "@libsql/client.createClient().execute", kind: "sql", arguments: [0], properties: ["sql"], needs: "string" },
    { call: "@libsql/client.createClient().executeMultiple", kind: "sql", arguments: [0], needs: "string" },
    { call: "@planetscale/database.connect().execute", kind: "sql", arguments: [0], needs: "string" },
    { call: "@google-cloud/bigquery.BigQuery().query", kind: "sql", arguments: [0], properties: ["query"], needs: "string" },
    { call: "@clickhouse/client.createClient().query", kind: "sql", arguments: [0], properties: ["query"], needs: "string" },
    { call: "@clickhouse/client.createClient().command", kind: "sql", arguments: [0], properties: ["query"], needs: "string" },
    { call: "neo4j-driver.driver().session().run", kind: "sql", arguments: [0], needs: "string" },
    { call: "snowflake-sdk.createConnection().execute", kind: "sql", arguments: [0], properties: ["sqlText"], needs: "string" },
    { call: "@mikro-orm/core.MikroORM.init().em.execute", kind: "sql", arguments: [0], needs: "string" },
    { call: "@mikro-orm/core.raw", kind: "sql", arguments: [0], needs: "string" },
    { call: "kysely.sql.raw", kind: "sql", arguments: [0], needs: "string" },
    { call: "alasql", kind: "sql", arguments: [0], needs: "string" },
  ],
}
