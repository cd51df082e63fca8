// @ts-nocheck fixture
import { connect } from "./services"

let channel
let database
let cached

export async function getChannel() {
  if (!channel) {
    const connection = await connect("amqp://broker")
    // ruleid: no-racing-setup
    channel = await connection.createChannel()
  }
  return channel
}

// Called once, at the start.
export async function start() {
  // ok: no-racing-setup
  if (!database) database = await connect("postgres://db")
  return database
}

export async function getCached() {
  // ok: no-racing-setup
  cached ??= connect("redis://cache")
  return cached
}
