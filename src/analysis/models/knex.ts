import type { TechnologyModel } from "./model.ts"

const RAW = ["whereRaw", "andWhereRaw", "orWhereRaw", "orderByRaw", "groupByRaw", "havingRaw", "orHavingRaw", "joinRaw", "fromRaw"]

export const knex: TechnologyModel = {
  technology: "Knex",
  packages: ["knex"],
  same: [
    { from: "knex.knex()", to: "knex()" },
    { from: "knex.Knex()", to: "knex()" },
    { from: "knex().from()", to: "knex()()" },
    { from: "knex().table()", to: "knex()()" },
    { from: "knex().select().from()", to: "knex()()" },
  ],
  sinks: [
    ...["knex()()", "knex()().where()"].flatMap((table) =>
      ["insert", "update"].map(
        (method) => ({ call: `${table}.${method}`, kind: "mass-assignment", arguments: [0], properties: ["*"], needs: "shape" }) as const,
      ),
    ),
    ...RAW.map((method) => ({ call: `knex().**.${method}`, kind: "sql", arguments: [0], needs: "string" }) as const),
    { call: "knex().raw", kind: "sql", arguments: [0], needs: "string" },
    { call: "objection.raw", kind: "sql", arguments: [0], needs: "string" },
    { call: "knex().schema.raw", kind: "sql", arguments: [0], needs: "string" },
  ],
  namedSinks: [
    { receiver: /^(?:knex|db|trx|database|qb)$/i, method: "raw", kind: "sql", arguments: [0], needs: "string" },
    ...RAW.map((method) => ({ receiver: /./, method, kind: "sql", arguments: [0], needs: "string" }) as const),
  ],
  builders: [
    { call: "knex()", table: 0 },
    { call: "knex().from", table: 0 },
    { call: "knex().table", table: 0 },
    { call: "knex().into", table: 0 },
    { call: "knex().select().from", table: 0 },
  ],
  facts: [
    { call: "knex().raw", is: ["returns-promise", "db-read"] },
    { call: "knex()().where().first", is: ["returns-promise", "db-read"] },
    { call: "knex()().first", is: ["returns-promise", "db-read"] },
    ...["knex()()", "knex()().where()"].flatMap((table) =>
      ["insert", "update", "del", "delete", "increment", "decrement", "truncate"].map((method) => ({
        call: `${table}.${method}`,
        is: ["returns-promise", "db-write"] as const,
      })),
    ),
    { call: "knex().batchInsert", is: ["returns-promise", "db-write"] },
    { call: "knex().destroy", is: ["returns-promise"] },
  ],
}
