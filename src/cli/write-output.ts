import { randomUUID } from "node:crypto"
import { chmod, open, realpath, rename, rm, stat, writeFile } from "node:fs/promises"
import { basename, dirname, join, resolve } from "node:path"
import { UserError } from "../errors.ts"

/**
 * Finds out where `--output` leads, before any work is done for it.
 * @returns the file to write, links followed
 * @throws UserError when nothing can be written there
 */
export async function resolveOutput(file: string): Promise<string> {
  const wanted = resolve(file)
  const target = await realpath(wanted).catch(() => wanted)
  const found = await stat(target).catch(() => null)
  if (found?.isDirectory()) throw new UserError(`--output ${file} is a directory: name a file in it.`)
  const folder = await stat(dirname(target)).catch(() => null)
  if (!folder?.isDirectory()) throw new UserError(`--output ${file}: the folder ${dirname(target)} does not exist.`)
  return target
}

/**
 * Writes a file so that a reader sees the old contents or the new, never a half. Takes a path from `resolveOutput`.
 * @throws UserError when the file cannot be written
 */
export async function writeOutput(target: string, text: string): Promise<void> {
  const found = await stat(target).catch(() => null)
  try {
    // A pipe or a device (/dev/stdout) is written to; replacing it by a file is not what was asked.
    if (found && !found.isFile()) return await writeFile(target, text)
    await replaceFile(target, text, found?.mode ?? null)
  } catch (error) {
    throw new UserError(`Could not write ${target}: ${(error as Error).message}`, { cause: error })
  }
}

async function replaceFile(target: string, text: string, mode: number | null): Promise<void> {
  const draft = join(dirname(target), `.${basename(target)}.${randomUUID()}.tmp`)
  try {
    const file = await open(draft, "wx")
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    if (mode !== null) await chmod(draft, mode & 0o777)
    await rename(draft, target)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}
