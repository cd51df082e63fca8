// @ts-nocheck fixture
import AWS from "aws-sdk"
import { S3Client } from "@aws-sdk/client-s3"
import { DefaultAzureCredential, ClientSecretCredential } from "@azure/identity"
import { StorageSharedKeyCredential, BlobServiceClient } from "@azure/storage-blob"
import { CosmosClient } from "@azure/cosmos"
import { Storage } from "@google-cloud/storage"

const KEY_ID = "an id of sixteen or more"

AWS.config.update({
  // ruleid: no-static-cloud-credential
  secretAccessKey: "kept where everyone reads it",
  region: "eu-central-1",
})

export const written = new S3Client({
  credentials: {
    // ruleid: no-static-cloud-credential
    accessKeyId: KEY_ID,
    // ok: no-static-cloud-credential
    secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY,
  },
})
// ok: no-static-cloud-credential
export const found = new S3Client({ region: "eu-central-1" })
// ruleid: no-static-cloud-credential
export const shared = new StorageSharedKeyCredential("account", "the key of the account")
// ok: no-static-cloud-credential
export const identity = new DefaultAzureCredential()
// ruleid: no-static-cloud-credential
export const secret = new ClientSecretCredential(process.env.TENANT, process.env.CLIENT, "a secret of the client")
// ruleid: no-static-cloud-credential
export const cosmos = new CosmosClient({ endpoint: process.env.COSMOS, key: "the primary key" })
// ok: no-static-cloud-credential
export const fromSettings = BlobServiceClient.fromConnectionString(process.env.AZURE_STORAGE)
export const storage = new Storage({
  credentials: {
    client_email: "service@example.com",
    // ruleid: no-static-cloud-credential
    private_key: "the key of the service account",
  },
})
// ok: no-static-cloud-credential
export const ambient = new Storage()
// The emulator of DynamoDB takes any key.
export const emulated = new S3Client({
  endpoint: "http://localhost:4566",
  // ok: no-static-cloud-credential
  credentials: { accessKeyId: "test", secretAccessKey: "test" },
})
