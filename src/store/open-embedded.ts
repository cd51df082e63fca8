import { readFile } from "node:fs/promises"
import { join } from "node:path"
import { PGlite } from "@electric-sql/pglite"
import { Kysely, PGliteDialect } from "kysely"
import { fromPglite, PgBoss } from "pg-boss"
import { UserError } from "../errors.ts"
import { bigintType } from "./bigint-type.ts"
import { lockDirectory } from "./lock-directory.ts"
import type { DirectoryLock } from "./lock-directory.ts"
import type { Engine } from "./engine.ts"
import { bossOptions } from "./boss-options.ts"

/** The PostgreSQL major inside the pinned PGlite; its data directories are readable by this major alone. */
const embeddedMajor = "18"

/**
 * PostgreSQL takes 128 MB for pages unless told, which is more than all that we keep; its files are in the memory of the operating system besides.
 * With this little the process is 110 MB smaller, and starting a program from it, which copies its memory map, a fifth faster.
 */
const pageMemory = ["-c", "shared_buffers=16MB"]

/**
 * Opens PGlite in a directory of its own, or in memory with "memory://". Throws UserError when the directory is in use or was
 * written by another PostgreSQL major.
 *
 * PGlite never calls fsync: the death of the process loses nothing, a power cut may lose or damage everything. So nothing
 * may live here alone that GitHub cannot tell us again. It needs about 1 GB of memory with the App around it.
 */
export async function openEmbedded(dataDirectory: string): Promise<Engine> {
  if (dataDirectory === "memory://") return openPglite("memory://", null)
  const lock = await lockDirectory(dataDirectory)
  try {
    const cluster = join(dataDirectory, "pglite")
    await refuseOtherMajor(cluster)
    return await openPglite(cluster, lock)
  } catch (error) {
    lock.release()
    throw error
  }
}

// PGlite itself only says that it "failed to initialize properly".
async function refuseOtherMajor(cluster: string): Promise<void> {
  const found = (await readFile(join(cluster, "PG_VERSION"), "utf8").catch(() => "")).trim()
  if (found === "" || found === embeddedMajor) return
  throw new UserError(
    `The data in ${cluster} was written by PostgreSQL ${found}, and this version of the App embeds PostgreSQL ${embeddedMajor}, which cannot read it. Go back to the version of the App that wrote it, or move the directory away: a new one is filled again from GitHub.`,
  )
}

async function openPglite(cluster: string, lock: DirectoryLock | null): Promise<Engine> {
  const pglite = new PGlite(cluster, {
    parsers: { [bigintType]: Number },
    startParams: [...PGlite.defaultStartParams, ...pageMemory],
  })
  try {
    await pglite.waitReady
  } catch (error) {
    await pglite.close().catch(() => undefined)
    throw error
  }
  return {
    kind: "embedded",
    kysely: new Kysely({ dialect: new PGliteDialect({ pglite }) }),
    // Autovacuum does not exist in a single process; the store vacuums by itself.
    boss: new PgBoss({ ...bossOptions, db: fromPglite(pglite), backend: "pglite", monitorVacuum: false }),
    close: async () => {
      if (!pglite.closed) await pglite.close()
      lock?.release()
    },
  }
}
