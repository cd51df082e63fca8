import { createReadStream } from "node:fs"
import { pipeline } from "node:stream/promises"
import { GetObjectCommand, S3Client } from "@aws-sdk/client-s3"
import csv from "csv-parser"
import express from "express"

const s3 = new S3Client({})
export const router = express.Router()

export function readRows(path: string) {
  return new Promise((resolve, reject) => {
    const rows: unknown[] = []
    // ruleid: require-stream-error-handler
    createReadStream(path)
      .pipe(csv())
      .on("data", (row) => rows.push(row))
      .on("end", () => resolve(rows))
      .on("error", reject)
  })
}

export function readRowsTidily(path: string) {
  return new Promise((resolve, reject) => {
    const rows: unknown[] = []
    // ok: require-stream-error-handler
    createReadStream(path)
      .on("error", reject)
      .pipe(csv())
      .on("data", (row) => rows.push(row))
      .on("end", () => resolve(rows))
      .on("error", reject)
  })
}

router.get("/files/:key", async (req, res) => {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: "files", Key: req.params.key }))
  // ruleid: require-stream-error-handler
  Body.pipe(res)
})

router.get("/streams/:key", async (req, res) => {
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: "files", Key: req.params.key }))
  // ok: require-stream-error-handler
  await pipeline(Body, res)
})
