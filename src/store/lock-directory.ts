// PGlite takes no lock of its own: two processes in one directory silently lose each other's rows.
import { mkdir, readFile, writeFile } from "node:fs/promises"
import { hostname } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { UserError } from "../errors.ts"

/** Held until released or until the process is gone. */
export interface DirectoryLock {
  release(): void
}

/**
 * Takes a directory for this process alone, creating it where needed. Throws UserError naming the holder when somebody has it.
 *
 * The lock is the file lock of an exclusive SQLite transaction: the kernel gives it back when the holder dies, however it
 * dies. A file with a process id was rejected, because it has to be guessed stale after kill -9, and two containers on
 * one volume both are process 1.
 */
export async function lockDirectory(directory: string): Promise<DirectoryLock> {
  await mkdir(directory, { recursive: true, mode: 0o700 })
  const lock = new DatabaseSync(join(directory, "lock"))
  try {
    lock.exec("pragma busy_timeout = 0; begin exclusive")
  } catch (error) {
    lock.close()
    if (!isBusy(error)) throw new Error(`The data directory ${directory} cannot be locked`, { cause: error })
    throw new UserError(
      `The data directory ${directory} is in use by ${await readHolder(directory)}. Stop that process, choose another directory, or set DATABASE_URL to a PostgreSQL server to run several.`,
    )
  }
  await writeFile(join(directory, "lock-holder"), `process ${process.pid} on ${hostname()}`)
  return { release: () => lock.close() }
}

// SQLITE_BUSY and its extended codes carry 5 in the low byte.
function isBusy(error: unknown): boolean {
  return error instanceof Error && "errcode" in error && (Number(error.errcode) & 0xff) === 5
}

async function readHolder(directory: string): Promise<string> {
  const holder = await readFile(join(directory, "lock-holder"), "utf8").catch(() => "")
  return holder === "" ? "another process" : holder
}
