// @ts-nocheck fixture
import { store } from "./store.js"

export function report(id) {
  // ruleid: no-async-promise-executor
  return new Promise(async (resolve, reject) => {
    const rows = await store.rows(id)
    store.render(rows, (error, page) => (error ? reject(error) : resolve(page)))
  })
}

export function guarded(id) {
  // ok: no-async-promise-executor
  return new Promise(async (resolve, reject) => {
    try {
      resolve(await store.rows(id))
    } catch (error) {
      reject(error)
    }
  })
}

export async function better(id) {
  const rows = await store.rows(id)
  // ok: no-async-promise-executor
  return new Promise((resolve, reject) => store.render(rows, (error, page) => (error ? reject(error) : resolve(page))))
}

export function timeout(seconds) {
  // ok: no-async-promise-executor
  return new Promise(async (resolve, reject) => {
    await sleep(seconds * 1000)
    reject(new Error("too late"))
  })
}
