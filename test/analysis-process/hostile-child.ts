// The real child, but for what it does when it comes to a file of these names.
import { readFileSync } from "node:fs"
import { spawnSync } from "node:child_process"
import { serveAnalysis } from "../../src/analysis-process/serve-analysis.ts"

const hoard: unknown[] = []

// What happens only to questions, after the analysis.
let isAnalysed = false
const send = process.send?.bind(process) as ((message: { kind?: unknown }) => boolean) | undefined
process.send = (message: { kind?: unknown }) => {
  if (message.kind === "done") isAnalysed = true
  return send?.(message) ?? false
}

serveAnalysis(({ path }) => {
  if (path.includes("late") && !isAnalysed) return
  if (path.includes("abort")) process.abort()
  if (path.includes("spin")) for (;;) hoard.length = 0
  if (path.includes("hoard")) for (;;) hoard.push(Array.from({ length: 100_000 }, (_, index) => ({ index })))
  if (path.includes("curious")) {
    for (const attempt of [() => readFileSync("/etc/passwd"), () => spawnSync(process.execPath, ["--version"]), () => readEnvironment()]) {
      let succeeded = false
      try {
        attempt()
        succeeded = true
      } catch {
        // As it should be.
      }
      if (succeeded) process.abort()
    }
  }
})

function readEnvironment(): void {
  // oxlint-disable-next-line node/no-process-env -- whether there is anything in it is the question
  if (Object.keys(process.env).length === 0) throw new Error("nothing to see")
}
