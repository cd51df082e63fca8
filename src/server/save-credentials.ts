import { randomUUID } from "node:crypto"
import { mkdir, open, rename, rm } from "node:fs/promises"
import { dirname } from "node:path"
import { credentialsPath } from "../config.ts"
import type { SavedCredentials } from "../config.ts"

/** Proves that credentials can be kept in the folder, before an App is made whose key would be lost. Rejects when they cannot. */
export async function proveSavable(dataDir: string): Promise<void> {
  const path = `${credentialsPath(dataDir)}.${randomUUID()}`
  await writePrivately(path, "")
  await rm(path)
}

/** Keeps the credentials where the next start finds them, readable for this user alone; whole or not at all. */
export async function saveCredentials(dataDir: string, credentials: SavedCredentials): Promise<void> {
  const path = credentialsPath(dataDir)
  const draft = `${path}.${randomUUID()}`
  try {
    await writePrivately(draft, `${JSON.stringify(credentials, null, 2)}\n`)
    await rename(draft, path)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}

async function writePrivately(path: string, text: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const file = await open(path, "wx", 0o600)
  try {
    await file.writeFile(text)
    await file.sync()
  } finally {
    await file.close()
  }
}
