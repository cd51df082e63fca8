import { lstat, mkdir, mkdtemp, readdir, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { createGit, type Git, type GitOptions } from "./git.ts"

/** How git is run and what one checkout may take. */
export interface WorkspaceOptions {
  /** Where the temporary directory of each checkout is made; the system's when left out. */
  readonly temporaryDirectory?: string
  /** For one git command. */
  readonly timeoutMs?: number
  /** Larger files are named and not read. One megabyte when left out. */
  readonly maxFileBytes?: number
  /** Of one patch, and of the contents that one `read` gives. 32 MB when left out. */
  readonly maxOutputBytes?: number
  readonly onLog?: GitOptions["onLog"]
  /** Program to start instead of `git`. */
  readonly executable?: string
}

// Lockfiles of large repositories have a few megabytes and are reviewed; what lies above are bundles and data.
export const defaultMaxFileBytes = 5_000_000
// Thirty times what GitHub itself shows of a pull request; parsed, it stays below a few hundred MB.
export const defaultMaxOutputBytes = 32_000_000

const prefix = "expert-checkout-"
// A hundred times as long as any review takes.
const abandonedAfterMs = 24 * 60 * 60 * 1000

/** A temporary directory and the git that works in it. */
export interface Workspace {
  readonly git: Git
  readonly directory: string
  /** Kills git and removes the directory; may be called twice. */
  readonly dispose: () => Promise<void>
}

/** Makes a temporary directory of its own, readable by this user alone. */
export async function openWorkspace(options: WorkspaceOptions, signal: AbortSignal): Promise<Workspace> {
  const parent = options.temporaryDirectory ?? tmpdir()
  await removeAbandoned(parent)
  const directory = await mkdtemp(join(parent, prefix))
  const home = join(directory, "home")
  await mkdir(home)
  const git = createGit({
    home,
    signal,
    ...(options.timeoutMs === undefined ? {} : { timeoutMs: options.timeoutMs }),
    ...(options.executable === undefined ? {} : { executable: options.executable }),
    ...(options.onLog === undefined ? {} : { onLog: options.onLog }),
  })
  return {
    git,
    directory,
    async dispose() {
      await git.stop()
      await rm(directory, { recursive: true, force: true, maxRetries: 3 })
    },
  }
}

// A process that was killed leaves its checkouts, which hold source code of others.
async function removeAbandoned(parent: string): Promise<void> {
  const names = await readdir(parent).catch(() => [])
  const paths = names.filter((name) => name.startsWith(prefix)).map((name) => join(parent, name))
  for (const path of paths) {
    const found = await lstat(path).catch(() => null)
    if (!found?.isDirectory() || Date.now() - found.mtimeMs < abandonedAfterMs) continue
    // Another user's, or being removed by another process.
    await rm(path, { recursive: true, force: true }).catch(() => {})
  }
}
