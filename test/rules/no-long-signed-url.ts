// @ts-nocheck fixture
import AWS from "aws-sdk"
import { S3Client, GetObjectCommand } from "@aws-sdk/client-s3"
import { getSignedUrl } from "@aws-sdk/s3-request-presigner"
import { Storage } from "@google-cloud/storage"

const client = new S3Client({})
const old = new AWS.S3()
const bucket = new Storage().bucket("reports")
const WEEK = 7 * 24 * 60 * 60

export async function link(Key) {
  const command = new GetObjectCommand({ Bucket: "reports", Key })
  // ruleid: no-long-signed-url
  const week = await getSignedUrl(client, command, { expiresIn: WEEK })
  // ok: no-long-signed-url
  const quarter = await getSignedUrl(client, command, { expiresIn: 15 * 60 })
  // ruleid: no-long-signed-url
  const year = old.getSignedUrl("getObject", { Bucket: "reports", Key, Expires: 31536000 })
  // ruleid: no-long-signed-url
  const ever = await bucket.file(Key).getSignedUrl({ action: "read", expires: "03-17-2491" })
  // ok: no-long-signed-url
  const soon = await bucket.file(Key).getSignedUrl({ action: "read", expires: Date.now() + 15 * 60 * 1000 })
  // ruleid: no-long-signed-url
  const later = await bucket.file(Key).getSignedUrl({ action: "read", expires: "2036-01-31" })
  return [week, quarter, year, ever, soon, later]
}
