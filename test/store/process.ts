import { spawn } from "node:child_process"
import { once } from "node:events"
import { createInterface } from "node:readline"

/** Runs a script of this folder in a process of its own and hands out its lines; killed when disposed. */
export function aProcess(script: URL, ...args: readonly string[]) {
  const child = spawn(process.execPath, [script.pathname, ...args], { stdio: ["ignore", "pipe", "pipe"] })
  const lines: string[] = []
  let complaints = ""
  child.stderr.on("data", (chunk: Buffer) => (complaints += chunk.toString()))
  const closed = once(child, "close")
  createInterface({ input: child.stdout }).on("line", (line) => lines.push(line))
  const kill = async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill("SIGKILL")
    await closed
  }
  return {
    lines,
    /** What it wrote to stderr. */
    complaints: () => complaints,
    /** Resolves with the exit code once the process has ended by itself. */
    ended: async (): Promise<number | null> => {
      await closed
      return child.exitCode
    },
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    /** kill -9. */
    kill,
    [Symbol.asyncDispose]: kill,
  }
}
