// @ts-nocheck fixture
import express from "express"
import { PutObjectCommand, S3Client } from "@aws-sdk/client-s3"

const app = express()
const kept = new S3Client({ region: "eu-central-1" })

app.post("/uploads", async (req, res) => {
  // ruleid: no-client-per-request
  const s3 = new S3Client({ region: "eu-central-1" })
  await s3.send(new PutObjectCommand({ Bucket: "uploads", Key: req.user.id, Body: req.body }))
  res.sendStatus(201)
})

app.post("/avatars", async (req, res) => {
  // ok: no-client-per-request
  await kept.send(new PutObjectCommand({ Bucket: "avatars", Key: req.user.id, Body: req.body }))
  res.sendStatus(201)
})
