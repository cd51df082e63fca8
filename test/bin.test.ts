import { execFile } from "node:child_process"
import { join } from "node:path"
import { promisify } from "node:util"
import { expect, test } from "vitest"

const run = promisify(execFile)
const program = join(import.meta.dirname, "../bin/expert.js")

function pretendVersion(version: string): string {
  return `data:text/javascript,Object.defineProperty(process,"versions",{value:{...process.versions,node:"${version}"}})`
}

test.each(["12.22.12", "18.20.4", "20.20.2", "22.19.0"])("tells Node.js %s what is needed and how to get it", async (version) => {
  const ended = await run(process.execPath, ["--import", pretendVersion(version), program, "--help"]).catch((error: unknown) => error)
  expect(ended).toMatchObject({
    code: 2,
    stdout: "",
    stderr: expect.stringMatching(new RegExp(`needs Node\\.js 22\\.20 or newer; this is ${version}\\.[^]*npm ci[^]*nodejs\\.org`)),
  })
})

test.each(["22.20.0", "24.0.0"])("starts the command line on Node.js %s", async (version) => {
  const { stdout } = await run(process.execPath, ["--import", pretendVersion(version), program, "--help"])
  expect(stdout).toContain("expert")
})
