// @ts-nocheck fixture
import { store } from "./store.ts"

export async function main(event) {
  const results = await Promise.allSettled(event.Records.map((record) => store(JSON.parse(record.body))))
  const failed = results.flatMap((result, at) => (result.status === "rejected" ? [{ itemIdentifier: event.Records[at].messageId }] : []))
  return { batchItemFailures: failed }
}
