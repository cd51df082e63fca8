import { spawn } from "node:child_process"
import { fileURLToPath } from "node:url"

export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

const program = fileURLToPath(new URL("../../../bin/expert.js", import.meta.url))
// Node keeps what it compiled here, by the content of each file: most of a short run is reading the same sources again.
const compiled = fileURLToPath(new URL("../../../node_modules/.cache/compiled", import.meta.url))

/** Runs the real program in its own process, with a small environment in which nothing of this machine's user is left. */
export function runExpert(
  words: readonly string[],
  { directory, env = {} }: { directory: string; env?: Record<string, string> },
): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [program, ...words], {
      cwd: directory,
      env: { PATH: process.env["PATH"], NODE_COMPILE_CACHE: compiled, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    })
    let stdout = ""
    let stderr = ""
    child.stdout.setEncoding("utf8").on("data", (text: string) => (stdout += text))
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text))
    child.on("error", reject)
    child.on("close", (code) => resolve({ code, stdout, stderr }))
  })
}
