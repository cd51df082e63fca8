// @ts-nocheck fixture
import { setTimeout as sleep } from "node:timers/promises"
import { connect, load } from "./broker.ts"

export class Rates {
  async read(path) {
    try {
      return await load(path)
    } catch (error) {
      console.warn(error)
      await sleep(250)
      // ruleid: no-endless-retry
      return this.read(path)
    }
  }

  async readSometimes(path, attempt = 0) {
    try {
      return await load(path)
    } catch (error) {
      if (attempt > 3) throw error
      // ok: no-endless-retry
      return this.readSometimes(path, attempt + 1)
    }
  }

  async readFresh(path) {
    try {
      return await load(path)
    } catch (error) {
      if (error.status === 401) {
        await this.refresh()
        // ok: no-endless-retry
        return this.readFresh(path)
      }
      throw error
    }
  }
}

export async function reconnect() {
  try {
    await connect()
  } catch (error) {
    await sleep(1_000)
    // What keeps a connection goes on for as long as the process lives.
    // ok: no-endless-retry
    await reconnect()
  }
}
