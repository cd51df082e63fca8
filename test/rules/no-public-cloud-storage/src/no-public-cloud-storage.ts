// @ts-nocheck fixture
import AWS from "aws-sdk"
import { S3Client, PutObjectCommand, CreateBucketCommand, PutPublicAccessBlockCommand } from "@aws-sdk/client-s3"
import { Upload } from "@aws-sdk/lib-storage"
import { Storage } from "@google-cloud/storage"
import { BlobServiceClient } from "@azure/storage-blob"
import { getStorage } from "firebase-admin/storage"

const s3 = new S3Client({ region: process.env.AWS_REGION })
const old = new AWS.S3()
const storage = new Storage()
const blobs = BlobServiceClient.fromConnectionString(process.env.AZURE_STORAGE)

export async function store(key, body) {
  await s3.send(
    new PutObjectCommand({
      Bucket: "invoices",
      Key: key,
      Body: body,
      // ruleid: no-public-cloud-storage
      ACL: "public-read",
    }),
  )
  // ok: no-public-cloud-storage
  await s3.send(new PutObjectCommand({ Bucket: "invoices", Key: key, Body: body, ACL: "private" }))
  await new Upload({
    client: s3,
    params: {
      Bucket: "invoices",
      Key: key,
      Body: body,
      // ruleid: no-public-cloud-storage
      ACL: "public-read-write",
    },
  }).done()
  // ruleid: no-public-cloud-storage
  await old.upload({ Bucket: "invoices", Key: key, Body: body, ACL: "public-read" }).promise()
}

export async function open() {
  // ruleid: no-public-cloud-storage
  await s3.send(new CreateBucketCommand({ Bucket: "invoices", ACL: "public-read" }))
  // ok: no-public-cloud-storage
  await s3.send(new CreateBucketCommand({ Bucket: "invoices" }))
  await s3.send(
    new PutPublicAccessBlockCommand({
      Bucket: "invoices",
      PublicAccessBlockConfiguration: {
        // ok: no-public-cloud-storage
        BlockPublicAcls: true,
        // ruleid: no-public-cloud-storage
        BlockPublicPolicy: false,
      },
    }),
  )
}

export async function google(name) {
  const bucket = storage.bucket("reports")
  // ruleid: no-public-cloud-storage
  await bucket.makePublic()
  // ruleid: no-public-cloud-storage
  await bucket.file(name).makePublic()
  // ok: no-public-cloud-storage
  await bucket.file(name).makePrivate()
  // ruleid: no-public-cloud-storage
  await bucket.acl.add({ entity: "allAuthenticatedUsers", role: storage.acl.READER_ROLE })
  // ok: no-public-cloud-storage
  await bucket.acl.add({ entity: "user-team@example.com", role: storage.acl.READER_ROLE })
  // ruleid: no-public-cloud-storage
  await getStorage().bucket().makePublic()
}

export async function azure() {
  const container = blobs.getContainerClient("letters")
  // ruleid: no-public-cloud-storage
  await container.createIfNotExists({ access: "container" })
  // ok: no-public-cloud-storage
  await container.createIfNotExists()
}
