import type { Sink, TechnologyModel } from "./model.ts"

const statement = (call: string, property: string): Sink => ({
  call,
  kind: "sql",
  arguments: [0],
  properties: [property],
  needs: "string",
})
// Conditions name attributes by aliases; those of what is written are made of the names of a record by everybody.
const CONDITIONS = ["KeyConditionExpression", "FilterExpression", "ConditionExpression"]
const ASKING = ["QueryCommand", "ScanCommand", "UpdateCommand", "DeleteCommand", "PutCommand", "UpdateItemCommand", "DeleteItemCommand"]

/** DynamoDB: PartiQL, and conditions written as a text. */
export const dynamodb: TechnologyModel = {
  technology: "DynamoDB",
  packages: ["@aws-sdk/client-dynamodb", "@aws-sdk/lib-dynamodb"],
  sinks: [
    statement("@aws-sdk/client-dynamodb.ExecuteStatementCommand", "Statement"),
    statement("@aws-sdk/client-dynamodb.BatchExecuteStatementCommand", "**.Statement"),
    statement("@aws-sdk/client-dynamodb.ExecuteTransactionCommand", "**.Statement"),
    statement("@aws-sdk/client-dynamodb.DynamoDB().executeStatement", "Statement"),
    ...ASKING.flatMap((command) => CONDITIONS.map((property) => statement(`@aws-sdk/client-dynamodb.${command}`, property))),
    ...["query", "scan"].flatMap((method) =>
      CONDITIONS.slice(0, 2).map((property) => statement(`aws-sdk.DynamoDB.DocumentClient().${method}`, property)),
    ),
  ],
}
