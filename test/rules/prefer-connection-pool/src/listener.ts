// @ts-nocheck fixture
import pg from "pg"

// ok: prefer-connection-pool
const subscriber = new pg.Client()
await subscriber.connect()
await subscriber.query("LISTEN orders")
subscriber.on("notification", console.info)
