// @ts-nocheck fixture
import mongoose from "mongoose"

let connection = null

export async function connect() {
  // ok: no-cached-rejection
  if (!connection) connection = mongoose.connect(process.env.MONGO_URL)
  try {
    return await connection
  } catch (error) {
    connection = null
    throw error
  }
}
