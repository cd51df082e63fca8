// @ts-nocheck fixture
import express from "express"

export function createApp() {
  const app = express()
  // ok: require-graceful-shutdown
  app.get("/healthz", (req, res) => res.end())
  return app
}
