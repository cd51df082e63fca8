import type { TechnologyModel } from "./model.ts"

const DATABASE = "drizzle-orm.drizzle()"
const DRIVERS = [
  "node-postgres",
  "postgres-js",
  "neon-http",
  "neon-serverless",
  "mysql2",
  "better-sqlite3",
  "libsql",
  "bun-sqlite",
  "pglite",
]
const TYPES = [
  "NodePgDatabase",
  "PostgresJsDatabase",
  "NeonHttpDatabase",
  "NeonDatabase",
  "MySql2Database",
  "BetterSQLite3Database",
  "LibSQLDatabase",
  "PgliteDatabase",
]
const WRITES = [
  "insert().values",
  "insert().values().returning",
  "insert().values().onConflictDoNothing",
  "insert().values().onConflictDoUpdate",
  "insert().values().onDuplicateKeyUpdate",
  "update().set",
  "update().set().where",
  "update().set().where().returning",
  "delete",
  "delete().where",
  "delete().where().returning",
]

export const drizzle: TechnologyModel = {
  technology: "Drizzle",
  packages: ["drizzle-orm", ...DRIVERS.map((driver) => `drizzle-orm/${driver}`)],
  same: [
    ...TYPES.map((type) => ({ from: `drizzle-orm.${type}()`, to: DATABASE })),
    { from: `${DATABASE}.query`, to: "drizzle-orm.queries()" },
  ],
  sinks: [
    { call: "drizzle-orm.sql.raw", kind: "sql", arguments: [0], needs: "string" },
    ...["execute", "run", "all", "get"].map(
      (method) => ({ call: `${DATABASE}.${method}`, kind: "sql", arguments: [0], needs: "string" }) as const,
    ),
    ...["insert().values", "update().set"].map(
      (call) => ({ call: `${DATABASE}.${call}`, kind: "mass-assignment", arguments: [0], properties: ["*"], needs: "shape" }) as const,
    ),
  ],
  namedSinks: [{ receiver: /^sql$/, method: "raw", kind: "sql", arguments: [0], needs: "string" }],
  facts: [
    ...["select().from", "selectDistinct().from"].map((call) => ({ call: `${DATABASE}.${call}`, is: ["db-list"] as const })),
    { call: `${DATABASE}.$count`, is: ["returns-promise", "db-read"] },
    { call: `${DATABASE}.execute`, is: ["returns-promise", "db-read"] },
    { call: "drizzle-orm.queries().*.findMany", is: ["returns-promise", "db-list"] },
    { call: "drizzle-orm.queries().*.findFirst", is: ["returns-promise", "db-read"] },
    ...WRITES.map((call) => ({ call: `${DATABASE}.${call}`, is: ["returns-promise", "db-write"] as const })),
  ],
  rows: {
    one: ["findFirst", "insert", "update"],
    many: ["from", "findMany"],
    keeps: {},
    rowKeeps: ["values", "set"],
    same: "where limit offset orderBy groupBy having for leftJoin innerJoin returning onConflictDoUpdate onConflictDoNothing onDuplicateKeyUpdate all get run execute $dynamic".split(
      " ",
    ),
  },
}
