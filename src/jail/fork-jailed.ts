import { fork } from "node:child_process"
import type { ChildProcess } from "node:child_process"
import { existsSync, realpathSync } from "node:fs"
import { dirname, extname, join } from "node:path"
import { fileURLToPath } from "node:url"

export interface Jail {
  readonly program: URL
  /** Everything the process finds in its environment. */
  readonly environment: Readonly<Record<string, string>>
  /** Megabytes of JavaScript objects. */
  readonly memoryMb: number
  /** Flags of Node besides those that lock the door. */
  readonly flags?: readonly string[]
  /** Whether it may load compiled code, such as a parser. */
  readonly allowsAddons?: boolean
  /** Whether it may open connections. */
  readonly allowsNetwork?: boolean
  /** An open file of ours that it finds under the number `lentDescriptor`. */
  readonly lends?: number
}

/** Number under which the process finds the file it is lent. */
export const lentDescriptor = 4

/**
 * Starts a program of ours with nothing of ours: no environment but what is given, no right to write, to start programs or threads, or to read
 * anything but our code and the packages it loads. Messages are structured clones. Errors of the channel are followed by the end of the process,
 * and that is what counts.
 */
export function forkJailed({
  program,
  environment,
  memoryMb,
  flags = [],
  allowsAddons = false,
  allowsNetwork = false,
  lends,
}: Jail): ChildProcess {
  const child = fork(program, [], {
    env: environment,
    execArgv: [
      `--max-old-space-size=${memoryMb}`,
      ...flags,
      "--permission",
      ...(allowsAddons ? ["--allow-addons"] : []),
      // Before Node 25 connections are not part of the permissions, and the flag is an error.
      ...(allowsNetwork && process.allowedNodeEnvironmentFlags.has("--allow-net") ? ["--allow-net"] : []),
      ...readableFolders(program).map((folder) => `--allow-fs-read=${folder}`),
      "--disable-warning=SecurityWarning",
      "--disable-warning=ExperimentalWarning",
    ],
    serialization: "advanced",
    stdio: ["ignore", "ignore", "pipe", "ipc", lends ?? "ignore"],
  })
  child.on("error", () => undefined)
  return child
}

/** A program beside the file that asks, as source or compiled like that file. */
export function programBeside(meta: ImportMeta, name: string): URL {
  return new URL(`./${name}${extname(meta.filename)}`, meta.url)
}

// Our own code and every node_modules that it may load from.
function readableFolders(program: URL): string[] {
  const root = join(import.meta.dirname, "../..")
  const folders = new Set([root, realpathSync(root), dirname(fileURLToPath(program))])
  for (let folder = root; ; folder = dirname(folder)) {
    const packages = join(folder, "node_modules")
    if (existsSync(packages)) folders.add(realpathSync(packages))
    if (folder === dirname(folder)) break
  }
  return [...folders].map((folder) => join(folder, "/"))
}
