import type { TechnologyModel } from "./model.ts"

const MANAGER = "@mikro-orm/core.MikroORM.init().em"
const REPOSITORY = "@mikro-orm/core.EntityRepository()"
const ONE_OF_MIKRO = ["findOne", "findOneOrFail", "count"]
const MANY_OF_MIKRO = ["find", "findAll", "findAndCount", "findByCursor"]

/** Clients of databases that have no file of their own: each call takes a statement as its text. */
export const otherDatabases: TechnologyModel = {
  technology: "a database client",
  packages: ["mssql"],
  same: [
    { from: "mssql.ConnectionPool().connect()", to: "mssql.ConnectionPool()" },
    { from: "mssql.connect()", to: "mssql.ConnectionPool()" },
    { from: "mssql.ConnectionPool().request()", to: "mssql.Request()" },
    { from: "mssql.Transaction().request()", to: "mssql.Request()" },
    { from: "mssql.Request().input()", to: "mssql.Request()" },
    { from: "mssql.Request().output()", to: "mssql.Request()" },
    { from: "oracledb.createPool()", to: "oracledb.getPool()" },
    { from: "@azure/cosmos.CosmosClient().database()", to: "@azure/cosmos.Database()" },
    { from: "@azure/cosmos.CosmosClient().databases.createIfNotExists().database", to: "@azure/cosmos.Database()" },
    { from: "@azure/cosmos.Database().container()", to: "@azure/cosmos.Container()" },
    { from: "@azure/cosmos.Database().containers.createIfNotExists().container", to: "@azure/cosmos.Container()" },
    { from: "oracledb.Pool()", to: "oracledb.getPool()" },
    { from: "oracledb.getPool().getConnection()", to: "oracledb.getConnection()" },
    { from: "oracledb.Connection()", to: "oracledb.getConnection()" },
    { from: "@mikro-orm/core.MikroORM()", to: "@mikro-orm/core.MikroORM.init()" },
    { from: "@mikro-orm/core.MikroORM.init().em.getConnection()", to: MANAGER },
    { from: "@mikro-orm/core.MikroORM.init().em.fork()", to: MANAGER },
    ...["core", "postgresql", "mysql", "mariadb", "sqlite", "mssql", "mongodb", "better-sqlite", "libsql"]
      .flatMap((driver) => [
        { from: `@mikro-orm/${driver}.SqlEntityManager()`, to: MANAGER },
        ...(driver === "core" ? [] : [{ from: `@mikro-orm/${driver}.MikroORM`, to: "@mikro-orm/core.MikroORM" }]),
        ...["EntityManager", "EntityRepository", "SqlEntityRepository"].map((type) => ({
          from: `@mikro-orm/${driver}.${type}()`,
          to: type === "EntityManager" ? MANAGER : REPOSITORY,
        })),
      ])
      .filter(({ from, to }) => from !== to),
    { from: "@mikro-orm/core.MikroORM.init().em.getRepository()", to: REPOSITORY },
    { from: "kysely.Transaction()", to: "kysely.Kysely()" },
    { from: "kysely.ControlledTransaction()", to: "kysely.Kysely()" },
  ],
  sinks: [
    { call: "mssql.query", kind: "sql", arguments: [0], needs: "string" },
    ...["mssql.Request()", "mssql.ConnectionPool()"].flatMap((client) =>
      ["query", "batch"].map((method) => ({ call: `${client}.${method}`, kind: "sql", arguments: [0], needs: "string" }) as const),
    ),
    { call: "mssql.PreparedStatement().prepare", kind: "sql", arguments: [0], needs: "string" },
    { call: "tedious.Request", kind: "sql", arguments: [0], needs: "string" },
    ...["execute", "executeMany", "queryStream"].map(
      (method) => ({ call: `oracledb.getConnection().${method}`, kind: "sql", arguments: [0], needs: "string" }) as const,
    ),
    { call: "@libsql/client.createClient().execute", kind: "sql", arguments: [0], properties: ["sql"], needs: "string" },
    { call: "@libsql/client.createClient().executeMultiple", kind: "sql", arguments: [0], needs: "string" },
    ...["query", "readAll"].map(
      (method) =>
        ({
          call: `@azure/cosmos.Container().items.${method}`,
          kind: "sql",
          arguments: [0],
          properties: ["query"],
          needs: "string",
        }) as const,
    ),
    ...["all", "run", "exec", "each", "prepare"].flatMap((method) =>
      ["duckdb.Database()", "duckdb.Database().connect()"].map(
        (client) => ({ call: `${client}.${method}`, kind: "sql", arguments: [0], needs: "string" }) as const,
      ),
    ),
    ...["run", "runAndReadAll", "runAndRead", "stream", "prepare"].map(
      (method) =>
        ({ call: `@duckdb/node-api.DuckDBInstance.create().connect().${method}`, kind: "sql", arguments: [0], needs: "string" }) as const,
    ),
    { call: "@planetscale/database.connect().execute", kind: "sql", arguments: [0], needs: "string" },
    { call: "@google-cloud/bigquery.BigQuery().query", kind: "sql", arguments: [0], properties: ["query"], needs: "string" },
    { call: "@clickhouse/client.createClient().query", kind: "sql", arguments: [0], properties: ["query"], needs: "string" },
    { call: "@clickhouse/client.createClient().command", kind: "sql", arguments: [0], properties: ["query"], needs: "string" },
    { call: "snowflake-sdk.createConnection().execute", kind: "sql", arguments: [0], properties: ["sqlText"], needs: "string" },
    { call: "@mikro-orm/core.MikroORM.init().em.execute", kind: "sql", arguments: [0], needs: "string" },
    { call: "@mikro-orm/core.raw", kind: "sql", arguments: [0], needs: "string" },
    { call: "@mikro-orm/core.wrap().assign", kind: "mass-assignment", arguments: [0], properties: ["*"], needs: "shape" },
    {
      call: "@mikro-orm/core.MikroORM.init().em.assign",
      kind: "mass-assignment",
      arguments: [1],
      properties: ["*"],
      needs: "shape",
    },
    {
      call: "@mikro-orm/core.MikroORM.init().em.create",
      kind: "mass-assignment",
      arguments: [1],
      properties: ["*"],
      needs: "shape",
    },
    { call: "kysely.sql.raw", kind: "sql", arguments: [0], needs: "string" },
    { call: "alasql", kind: "sql", arguments: [0], needs: "string" },
  ],
  facts: [
    ...["mssql.Request().query", "mssql.ConnectionPool().query", "oracledb.getConnection().execute"].map(
      (call) => ({ call, is: ["returns-promise", "db-read"] }) as const,
    ),
    ...["@libsql/client.createClient().execute", "@planetscale/database.connect().execute", "cassandra-driver.Client().execute"].map(
      (call) => ({ call, is: ["returns-promise", "db-read"] }) as const,
    ),
    ...["neo4j-driver.driver().session().run", "neo4j-driver.driver().executeQuery", "@clickhouse/client.createClient().query"].map(
      (call) => ({ call, is: ["returns-promise", "db-read"] }) as const,
    ),
    ...[MANAGER, REPOSITORY].flatMap((owner) => [
      ...ONE_OF_MIKRO.map((method) => ({ call: `${owner}.${method}`, is: ["returns-promise", "db-read"] }) as const),
      ...MANY_OF_MIKRO.map((method) => ({ call: `${owner}.${method}`, is: ["returns-promise", "db-list"] }) as const),
    ]),
    { call: "kysely.Kysely().selectFrom().**.execute", is: ["returns-promise", "db-list"] },
    ...["executeTakeFirst", "executeTakeFirstOrThrow"].map(
      (method) => ({ call: `kysely.Kysely().selectFrom().**.${method}`, is: ["returns-promise", "db-read"] }) as const,
    ),
    ...["insertInto", "updateTable", "deleteFrom", "replaceInto"].flatMap((start) =>
      ["execute", "executeTakeFirst", "executeTakeFirstOrThrow"].map(
        (method) => ({ call: `kysely.Kysely().${start}().**.${method}`, is: ["returns-promise", "db-write"] }) as const,
      ),
    ),
  ],
  // `pool.request().input(…).query(…)` of mssql, and the request in a variable.
  namedSinks: ["query", "batch"].map((method) => ({
    receiver: /^(?:\w+\.)*\w*(?:pool|connection|conn|db|sql|transaction|tx)\s*\.request\(\)|^(?:sql)?[rR]equest$/i,
    method,
    kind: "sql",
    arguments: [0],
    needs: "string",
  })),
}
