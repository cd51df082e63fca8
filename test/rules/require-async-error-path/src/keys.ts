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
