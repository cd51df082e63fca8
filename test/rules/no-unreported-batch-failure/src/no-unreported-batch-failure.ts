// @ts-nocheck fixture
import { store } from "./store"

export async function settled(event) {
  const results = await Promise.allSettled(event.Records.map((record) => store(JSON.parse(record.body))))
  let failed = 0
  results.forEach((result, at) => {
    if (result.status === "rejected") {
      console.error(event.Records[at].messageId, result.reason)
      failed += 1
    }
  })
  console.log({ failed })
  // ruleid: no-unreported-batch-failure
  return { batchItemFailures: [] }
}

export const looped = async (event) => {
  const batchItemFailures = []
  for (const record of event.Records) {
    try {
      await store(JSON.parse(record.body))
    } catch (error) {
      console.error("not stored", record.messageId, error)
    }
  }
  // ruleid: no-unreported-batch-failure
  return { batchItemFailures }
}

export async function mapped(event) {
  await Promise.all(
    event.Records.map(async (record) => {
      try {
        await store(record.body)
      } catch (error) {
        console.error(error)
      }
    }),
  )
  // ruleid: no-unreported-batch-failure
  return { batchItemFailures: [] }
}

export async function reported(event) {
  const batchItemFailures = []
  // ok: no-unreported-batch-failure
  if (event.Records.length === 0) return { batchItemFailures: [] }
  for (const record of event.Records) {
    try {
      await store(record.body)
    } catch (error) {
      console.error(error)
      batchItemFailures.push({ itemIdentifier: record.messageId })
    }
  }
  // ok: no-unreported-batch-failure
  return { batchItemFailures }
}

export async function handedOver(event) {
  const failures = []
  await storeAll(event.Records, failures)
  // ok: no-unreported-batch-failure
  return { batchItemFailures: failures }
}

export async function allOrNothing(event) {
  try {
    await Promise.all(event.Records.map((record) => store(record.body)))
  } catch (error) {
    console.error(error)
    throw error
  }
  // ok: no-unreported-batch-failure
  return { batchItemFailures: [] }
}
