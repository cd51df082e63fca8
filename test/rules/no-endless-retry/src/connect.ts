// @ts-nocheck fixture
import { connect, load } from "./broker.ts"

export async function connected() {
  // ruleid: no-endless-retry
  while (true) {
    try {
      return await connect()
    } catch (error) {
      console.error(error)
    }
  }
}

export async function loaded() {
  // ruleid: no-endless-retry
  for (;;) {
    try {
      await load()
      break
    } catch {
      continue
    }
  }
}

export async function patient() {
  let pause = 100
  // ok: no-endless-retry
  while (true) {
    try {
      return await connect()
    } catch (error) {
      await new Promise((resolve) => setTimeout(resolve, pause))
      pause *= 2
    }
  }
}

export async function counted() {
  // ok: no-endless-retry
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      return await connect()
    } catch (error) {
      console.error(error)
    }
  }
}
