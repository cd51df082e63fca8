// @ts-nocheck fixture
import { withDatabase, withKept } from "./mongo.ts"

export async function handler(event) {
  const id = event.pathParameters?.id
  const found = await withDatabase((db) => db.collection("profiles").findOne({ _id: id }))
  const more = await withKept((db) => db.collection("levels").findOne({ _id: id }))
  return { statusCode: 200, body: JSON.stringify({ found, more }) }
}
