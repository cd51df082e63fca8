// @ts-nocheck fixture
import { store } from "./store.ts"

export async function main(event) {
  await Promise.all(event.Records.map((record) => store(JSON.parse(record.body))))
}
