import { existsSync } from "node:fs"
import { mkdir, rename, rm, writeFile } from "node:fs/promises"
import { dirname } from "node:path"
import { PGlite } from "@electric-sql/pglite"
import { preparedCluster } from "./prepared-cluster.ts"

/** Makes the archive that `prepared-pglite.ts` starts from, where there is none; run by vitest before the tests. */
export async function setup(): Promise<void> {
  const archive = preparedCluster()
  if (existsSync(archive)) return
  await mkdir(dirname(archive), { recursive: true })
  const database = await PGlite.create("memory://")
  // Another run may be making the same; each writes its own, and the last one named stays.
  const unfinished = `${archive}.${process.pid}`
  try {
    const cluster = await database.dumpDataDir("none")
    await writeFile(unfinished, Buffer.from(await cluster.arrayBuffer()))
    await rename(unfinished, archive)
  } finally {
    await database.close()
    await rm(unfinished, { force: true })
  }
}
