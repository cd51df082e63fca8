// @ts-nocheck fixture
import { createCipheriv, randomBytes } from "node:crypto"
import { GenerateDataKeyCommand, KMSClient } from "@aws-sdk/client-kms"
import { DefaultAzureCredential } from "@azure/identity"
import { SecretClient } from "@azure/keyvault-secrets"
import { PrismaClient } from "@prisma/client"

const kms = new KMSClient({})
const prisma = new PrismaClient()
const vault = new SecretClient(process.env.VAULT_URL, new DefaultAzureCredential())

export async function seal(document) {
  const { Plaintext, CiphertextBlob } = await kms.send(new GenerateDataKeyCommand({ KeyId: process.env.KEY_ID, KeySpec: "AES_256" }))
  // ruleid: no-exposed-data-key
  console.log("key", Buffer.from(Plaintext).toString("base64"))
  const iv = randomBytes(12)
  // ok: no-exposed-data-key
  const cipher = createCipheriv("aes-256-gcm", Plaintext, iv)
  const sealed = Buffer.concat([cipher.update(document), cipher.final()])
  // ok: no-exposed-data-key
  await prisma.document.create({ data: { sealed, iv, key: CiphertextBlob } })
}

export async function sealAgain(document) {
  const answer = await kms.send(new GenerateDataKeyCommand({ KeyId: process.env.KEY_ID, KeySpec: "AES_256" }))
  // ruleid: no-exposed-data-key
  await prisma.document.create({ data: { sealed: encrypt(document, answer.Plaintext), key: answer.Plaintext } })
}

export async function mailPassword(req, res) {
  const secret = await vault.getSecret("mail-password")
  // ok: no-exposed-data-key
  console.log("read", secret.name)
  // ruleid: no-exposed-data-key
  res.json({ password: secret.value })
}

import { KeyManagementServiceClient } from "@google-cloud/kms"
import { SecretManagerServiceClient } from "@google-cloud/secret-manager"
import { DecryptCommand } from "@aws-sdk/client-kms"

const google = new KeyManagementServiceClient()
const secrets = new SecretManagerServiceClient()

export async function open(name, ciphertext) {
  const [answer] = await google.decrypt({ name, ciphertext })
  // ruleid: no-exposed-data-key
  console.log("opened", answer.plaintext.toString())
  // ok: no-exposed-data-key
  console.log("opened with", answer.name)
  return answer.plaintext
}

export async function openOnAws(req, res) {
  const { Plaintext } = await kms.send(new DecryptCommand({ CiphertextBlob: req.body.sealed }))
  // The client's own text.
  // ok: no-exposed-data-key
  res.json({ text: Plaintext.toString() })
  // ruleid: no-exposed-data-key
  await prisma.document.create({ data: { text: Plaintext.toString() } })
}

export async function readPassword() {
  const [version] = await secrets.accessSecretVersion({ name: process.env.MAIL_PASSWORD })
  // ruleid: no-exposed-data-key
  console.log("password", version.payload.data.toString())
  return version.payload.data.toString()
}
