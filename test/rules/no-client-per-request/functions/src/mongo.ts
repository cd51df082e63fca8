// @ts-nocheck fixture
import { MongoClient } from "mongodb"

export async function withDatabase(work) {
  // ruleid: no-client-per-request
  const client = await MongoClient.connect(process.env.MONGO_URL)
  try {
    return await work(client.db("game"))
  } finally {
    await client.close()
  }
}

let connecting

export async function withKept(work) {
  // ok: no-client-per-request
  connecting ??= MongoClient.connect(process.env.MONGO_URL)
  return work((await connecting).db("game"))
}
