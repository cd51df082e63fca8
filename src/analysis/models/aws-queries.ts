import type { Sink, TechnologyModel } from "./model.ts"

const statement = (call: string, property: string): Sink => ({
  call,
  kind: "sql",
  arguments: [0],
  properties: [property],
  needs: "string",
})
/** Databases of AWS that take SQL in a command. */
export const awsQueries: TechnologyModel = {
  technology: "AWS",
  packages: [],
  sinks: [
    statement("@aws-sdk/client-rds-data.ExecuteStatementCommand", "sql"),
    statement("@aws-sdk/client-redshift-data.ExecuteStatementCommand", "Sql"),
    statement("@aws-sdk/client-athena.StartQueryExecutionCommand", "QueryString"),
    statement("@aws-sdk/client-timestream-query.QueryCommand", "QueryString"),
    statement("@aws-sdk/client-cloudwatch-logs.StartQueryCommand", "queryString"),
  ],
}
