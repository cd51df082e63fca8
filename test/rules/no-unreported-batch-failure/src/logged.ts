import type { SQSEvent } from "aws-lambda"
import { book } from "./book.ts"

export const settled = async (event: SQSEvent) => {
  // ruleid: no-unreported-batch-failure
  await Promise.allSettled(event.Records.map((record) => book(JSON.parse(record.body))))
}

export const logged = async (event: SQSEvent) => {
  for (const record of event.Records) {
    try {
      await book(JSON.parse(record.body))
      // ruleid: no-unreported-batch-failure
    } catch (error) {
      console.error(error)
    }
  }
}

export const thrown = async (event: SQSEvent) => {
  const results = await Promise.allSettled(event.Records.map((record) => book(JSON.parse(record.body))))
  // ok: no-unreported-batch-failure
  if (results.some((each) => each.status === "rejected")) throw new Error("some failed")
}

export const reported = async (event: SQSEvent) => {
  const batchItemFailures: { itemIdentifier: string }[] = []
  for (const record of event.Records) {
    try {
      await book(JSON.parse(record.body))
      // ok: no-unreported-batch-failure
    } catch {
      batchItemFailures.push({ itemIdentifier: record.messageId })
    }
  }
  return { batchItemFailures }
}
