// @ts-nocheck fixture
import { Storage } from "@google-cloud/storage"
import express from "express"
import { GridFSBucket } from "mongodb"
import { pipeline } from "node:stream/promises"

class DocumentStore {
  constructor(storage = new Storage()) {
    this.bucket = storage.bucket("documents")
  }

  read(name) {
    return this.bucket.file(name).createReadStream({ validation: "crc32c" })
  }
}

export function documentRoutes(store, db) {
  const router = express.Router()
  const documents = new DocumentStore()

  router.get("/documents/:name", async (req, res) => {
    res.attachment(req.params.name)
    // ruleid: require-stream-error-handler
    documents.read(req.params.name).pipe(res)
  })

  router.get("/pictures/:id", (req, res) => {
    const bucket = new GridFSBucket(db)
    const download = bucket.openDownloadStream(req.params.id)
    // ruleid: require-stream-error-handler
    download.pipe(res)
  })

  router.get("/invoices/:name", async (req, res) => {
    // ok: require-stream-error-handler
    await pipeline(documents.read(req.params.name), res)
  })

  router.get("/letters/:name", (req, res, next) => {
    // ok: require-stream-error-handler
    documents.read(req.params.name).on("error", next).pipe(res)
  })

  return router
}
