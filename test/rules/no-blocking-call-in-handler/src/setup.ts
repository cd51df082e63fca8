// @ts-nocheck fixture
import crypto from "node:crypto"
import express from "express"

const app = express()
app.post("/finalize", (req, res) => {
  // ok: no-blocking-call-in-handler
  const keys = crypto.generateKeyPairSync("rsa", { modulusLength: 2048 })
  res.json({ key: keys.publicKey })
})
