// @ts-nocheck fixture
import { keys } from "./store.js"

export async function keyOf(req) {
  const token = req.headers.authorization
  if (!token) return null
  try {
    return await keys.read(token)
  } catch (error) {
    console.error(error)
    return null
  }
}

export async function ownerOf(req) {
  const key = await keys.read(req.headers.authorization)
  return key.owner
}

// What it returns may still fail.
export async function lastKeyOf(req) {
  try {
    await keys.touch(req.headers.authorization)
  } catch (error) {
    console.error(error)
  }
  return keys.last()
}

const seen = new Map()

export async function seenKeys() {
  for (const [id, key] of seen) if (key.expired) seen.delete(id)
  return Array.from(seen.values())
}

export async function seenKeyOf(id) {
  const key = seen.get(id)
  if (!key) return null
  key.asked = true
  return key
}

const pending = { get: (id) => keys.read(id) }

export async function pendingKeyOf(id) {
  const key = pending.get(id)
  return key
}
