import { spawn } from "node:child_process"
import { RetryableError } from "../errors.ts"
import { composeEnvironment, type EnvironmentOptions, type RemoteAccess } from "./git-environment.ts"

export interface GitCommand extends Omit<EnvironmentOptions, "home"> {
  readonly arguments: readonly string[]
  /** Passed as `--git-dir`, so that git never looks for a repository on its own. */
  readonly gitDirectory?: string
  /** Working directory; the empty home directory when left out. */
  readonly directory?: string
  readonly input?: string | Uint8Array
}

export interface GitResult {
  readonly exitCode: number
  /** First 64 KB. May quote paths and servers: never show it without `describeFailure`. */
  readonly stderr: string
  /** True when the reader had enough and git was stopped; the exit code then means nothing. */
  readonly cut: boolean
}

export interface GitOutput extends GitResult {
  readonly stdout: Buffer
}

/** What the reader of a stream wants next. */
export type Appetite = "more" | "enough"

export interface Git {
  /**
   * Runs git and hands its output on in chunks.
   *
   * @throws RetryableError when git cannot be started, is killed from outside or exceeds the time; the abort reason when aborted.
   */
  stream(command: GitCommand, onChunk: (chunk: Buffer) => Appetite): Promise<GitResult>
  /** Runs git and collects at most `maxOutputBytes` of output; `cut` tells that there was more. Throws like `stream`. */
  read(command: GitCommand, maxOutputBytes?: number): Promise<GitOutput>
  /** Kills every git still running and waits until all are gone; no further command starts. */
  stop(): Promise<void>
}

export interface GitOptions {
  /** An empty directory: nothing of the operator's own git settings or `.netrc` applies. */
  readonly home?: string
  /** For one command. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
  /** Program to start; `git` of the search path when left out. */
  readonly executable?: string
  /** One line per command, with its name and milliseconds; never arguments, paths or secrets. */
  readonly onLog?: (message: string, fields: Readonly<Record<string, string | number>>) => void
}

// Two minutes are ten times what the largest repository we measured took.
const defaultTimeoutMs = 120_000
// A listing of a million paths stays below this; whatever is larger is an attack or a mistake.
const defaultOutputBytes = 256 * 1024 * 1024
const maxStderrBytes = 64 * 1024

/** Gives the one door to git: no shell, a clean environment, a time limit and an output limit for every command. */
export function createGit(options: GitOptions = {}): Git {
  const stopped = new AbortController()
  const signal = options.signal ? AbortSignal.any([options.signal, stopped.signal]) : stopped.signal
  const running = new Set<Promise<unknown>>()

  const stream: Git["stream"] = async (command, onChunk) => {
    signal.throwIfAborted()
    const run = startGit(command, onChunk, signal, options)
    const settled = run.catch(() => {})
    running.add(settled)
    try {
      return await run
    } finally {
      running.delete(settled)
    }
  }

  return {
    stream,
    async read(command, maxOutputBytes = defaultOutputBytes) {
      const chunks: Buffer[] = []
      let bytes = 0
      const result = await stream(command, (chunk) => {
        const wanted = chunk.subarray(0, maxOutputBytes - bytes)
        chunks.push(wanted)
        bytes += wanted.length
        return wanted.length < chunk.length ? "enough" : "more"
      })
      return { ...result, stdout: Buffer.concat(chunks) }
    },
    async stop() {
      stopped.abort(new RetryableError("The checkout was closed while git was running."))
      await Promise.all(running)
    },
  }
}

/** The last words of git that are its own, shortened and without secrets or control characters; what a server or a path says is left out. */
export function describeFailure(result: GitResult, remote?: RemoteAccess): string {
  const own = result.stderr.split("\n").filter((line) => /^(fatal|error): /.test(line))
  const line = own.at(-1) ?? `exit code ${result.exitCode}`
  const clean = (remote?.secrets ?? []).reduce((text, secret) => text.replaceAll(secret, "[redacted]"), line)
  return clean
    .replace(/(remote error): .*/, "$1")
    .replace(/\/\/[^/@\s]*@/g, "//")
    .replace(/\p{Cc}/gu, " ")
    .slice(0, 200)
}

function startGit(command: GitCommand, onChunk: (chunk: Buffer) => Appetite, signal: AbortSignal, options: GitOptions): Promise<GitResult> {
  const { promise, resolve, reject } = Promise.withResolvers<GitResult>()
  const timeoutMs = options.timeoutMs ?? defaultTimeoutMs
  const name = command.arguments[0] ?? "git"
  const startedAt = performance.now()
  const gitDirectory = command.gitDirectory === undefined ? [] : [`--git-dir=${command.gitDirectory}`]
  const child = spawn(options.executable ?? "git", ["--no-pager", ...gitDirectory, ...command.arguments], {
    cwd: command.directory ?? options.home,
    env: composeEnvironment({ ...command, home: options.home }),
    stdio: ["pipe", "pipe", "pipe"],
    // Its own process group, so that killing git also kills the programs it started (git-remote-https, index-pack).
    detached: true,
    windowsHide: true,
  })

  child.once("error", (error: NodeJS.ErrnoException) =>
    reject(new RetryableError(`git could not be started (${error.code ?? "unknown error"}).`)),
  )
  // Without a process there may be no streams either.
  if (child.pid === undefined) return promise

  let end: "enough" | "timeout" | "aborted" | Error | null = null
  const kill = (why: "enough" | "timeout" | "aborted" | Error): void => {
    end ??= why
    killGroup(child.pid)
    child.stdout.destroy()
    child.stderr.destroy()
  }
  const onAbort = (): void => kill("aborted")
  const timer = setTimeout(() => kill("timeout"), timeoutMs)
  signal.addEventListener("abort", onAbort, { once: true })

  const stderr: Buffer[] = []
  let stderrBytes = 0
  child.stderr.on("data", (chunk: Buffer) => {
    if (stderrBytes < maxStderrBytes) stderr.push(chunk.subarray(0, maxStderrBytes - stderrBytes))
    stderrBytes += chunk.length
  })
  child.stdout.on("data", (chunk: Buffer) => {
    if (end) return
    try {
      if (onChunk(chunk) === "enough") kill("enough")
    } catch (error) {
      kill(error instanceof Error ? error : new Error(String(error)))
    }
  })
  // Git may end before it has read everything (EPIPE); its exit code says what happened.
  child.stdin.on("error", () => {})
  child.stdin.end(command.input ?? "")

  // Killed from outside, git leaves its own programs behind, and they would hold our pipes open.
  child.once("exit", (exitCode) => {
    if (exitCode === null) killGroup(child.pid)
  })
  child.once("close", (exitCode, killedBy) => {
    clearTimeout(timer)
    signal.removeEventListener("abort", onAbort)
    options.onLog?.("git ran", { command: name, durationMs: Math.round(performance.now() - startedAt) })
    if (end instanceof Error) reject(end)
    else if (end === "aborted") reject(signal.reason)
    else if (end === "timeout") reject(new RetryableError(`git ${name} took longer than ${timeoutMs} ms and was stopped.`))
    else if (end === null && exitCode === null) reject(new RetryableError(`git ${name} was killed (${killedBy}).`))
    else resolve({ exitCode: exitCode ?? 0, stderr: Buffer.concat(stderr).toString("utf8"), cut: end === "enough" })
  })
  return promise
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, "SIGKILL")
  } catch {
    // It has ended already.
  }
}
