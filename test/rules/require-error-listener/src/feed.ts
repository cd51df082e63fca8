// @ts-nocheck fixture
import WebSocket from "ws"

// ruleid: require-error-listener
const feed = new WebSocket("wss://prices.example")
feed.on("message", (data) => console.info(data.length))
