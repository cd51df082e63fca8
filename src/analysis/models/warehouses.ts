import type { Sink, TechnologyModel } from "./model.ts"

// A statement as text, or an object that holds it.
const statement = (call: string, property: string): Sink => ({
  call,
  kind: "sql",
  arguments: [0],
  properties: [property],
  needs: "string",
})
const BIGQUERY = ["@google-cloud/bigquery.BigQuery()", "@google-cloud/bigquery.BigQuery().dataset()"]
const SPANNER = "@google-cloud/spanner.Spanner().instance().database()"
const CONTAINER = "@azure/cosmos.CosmosClient().database().container()"

/** Databases of Google Cloud and Azure, and others behind an address, that take SQL. */
export const warehouses: TechnologyModel = {
  technology: "Warehouses",
  packages: [],
  sinks: [
    ...BIGQUERY.flatMap((client) =>
      ["query", "createQueryJob", "createQueryStream"].map((method) => statement(`${client}.${method}`, "query")),
    ),
    ...["run", "runStream", "runPartitionedUpdate"].map((method) => statement(`${SPANNER}.${method}`, "sql")),
    statement(`${CONTAINER}.items.query`, "query"),
    statement("snowflake-sdk.createConnection().execute", "sqlText"),
    ...["query", "command", "exec"].map((method) => statement(`@clickhouse/client.createClient().${method}`, "query")),
    statement("@databricks/sql.DBSQLClient().openSession().executeStatement", "statement"),
  ],
}
