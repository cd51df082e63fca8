import { spawn } from "node:child_process"
import type { ChildProcess } from "node:child_process"
import { mkdtemp, rm } from "node:fs/promises"
import { createServer } from "node:net"
import type { AddressInfo } from "node:net"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { setTimeout } from "node:timers/promises"
import { afterEach, beforeEach, expect, test } from "vitest"
import { startSandbox } from "../../src/sandbox/sandbox.ts"

let directory: string
const children = new Set<ChildProcess>()

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "serve-"))
})
afterEach(async () => {
  for (const child of children) child.kill("SIGKILL")
  children.clear()
  await rm(directory, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
})

test("serves an App from the environment, reviews, and drains on SIGTERM", async () => {
  await using sandbox = await startSandbox()
  const port = await freePort()
  const served = serve({
    APP_ID: String(sandbox.app.id),
    PRIVATE_KEY: sandbox.app.privateKey.replaceAll("\n", String.raw`\n`),
    WEBHOOK_SECRET: sandbox.app.webhookSecret,
    GITHUB_API_URL: sandbox.apiUrl,
    PORT: String(port),
  })
  await until(async () => (await statusOf(`http://127.0.0.1:${port}/readyz`)) === 200)
  expect(await statusOf(`http://127.0.0.1:${port}/healthz`)).toBe(200)

  sandbox.setWebhookUrl(`http://127.0.0.1:${port}/api/github/webhooks`)
  const repository = await sandbox.createRepository({ owner: "acme", name: "shop", files: { "README.md": "# Shop\n" } })
  await repository.commit({ branch: "change", files: { "index.js": "export const answer = 42\n" }, message: "Answer" })
  const pullRequest = await sandbox.openPullRequest({ repository, title: "Answer", base: "main", head: "change", author: "mara" })
  await until(() => Promise.resolve(sandbox.read(pullRequest).checkRuns.some(({ status }) => status === "completed")))

  // Twice, as npm passes on what the terminal sent already.
  served.child.kill("SIGTERM")
  served.child.kill("SIGTERM")
  expect(await served.ended).toBe(0)
  const log = served.output()
  expect(log).toContain('"msg":"draining"')
  expect(log).toContain('"msg":"stopped"')
  expect(log).not.toContain(sandbox.app.webhookSecret)
  expect(log).not.toContain("ghs_")
})

test("lists all mistakes of the settings at once and does not start", async () => {
  const served = serve({ APP_ID: "Iv1.abc", WEBHOOK_SECRET: "short", PORT: "notaport", GITHUB_API_URL: "https://github.com" })
  expect(await served.ended).toBe(2)
  for (const name of ["APP_ID", "WEBHOOK_SECRET", "PORT", "GITHUB_API_URL", "PRIVATE_KEY"]) expect(served.output()).toContain(`- ${name} `)
})

test("says what to set when nothing is set", async () => {
  const served = serve({ PORT: String(await freePort()) })
  await until(() => Promise.resolve(served.output().includes("PUBLIC_URL")))
  expect(served.output()).toContain("APP_ID, PRIVATE_KEY (or PRIVATE_KEY_PATH) and WEBHOOK_SECRET")
  served.child.kill("SIGTERM")
  expect(await served.ended).toBe(0)
})

function serve(settings: Readonly<Record<string, string>>): { child: ChildProcess; ended: Promise<number | null>; output: () => string } {
  const program = join(import.meta.dirname, "../../bin/expert.js")
  const child = spawn(process.execPath, [program, "serve"], {
    env: { PATH: process.env["PATH"], DATA_DIR: directory, ...settings },
    stdio: ["ignore", "pipe", "pipe"],
  })
  children.add(child)
  let text = ""
  for (const stream of [child.stdout, child.stderr]) stream?.setEncoding("utf8").on("data", (part: string) => (text += part))
  const ended = new Promise<number | null>((resolve) => child.once("close", (code) => resolve(code)))
  return { child, ended, output: () => text }
}

async function statusOf(url: string): Promise<number | null> {
  return await fetch(url).then(
    (response) => response.status,
    () => null,
  )
}

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (const end = performance.now() + 45_000; performance.now() < end; await setTimeout(50)) if (await condition()) return
  throw new Error("This did not happen within 45 seconds.")
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1")
  await new Promise((resolve) => server.once("listening", resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
