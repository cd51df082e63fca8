import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs"
import { join } from "node:path"
import { afterEach, expect, test, vi } from "vitest"
import { RetryableError, SupersededError } from "../../src/errors.ts"
import { createGit } from "../../src/checkout/git.ts"
import { servePullRequest, token } from "./served-pull-request.ts"

const encoded = Buffer.from(`x-access-token:${token}`).toString("base64")

afterEach(() => {
  vi.unstubAllEnvs()
})

/** A git that writes down its process id, its arguments and its environment before it becomes the real one. */
function plantRecorder(root: string): { executable: string; log: string } {
  const folder = join(root, "recorder")
  mkdirSync(folder)
  const executable = join(folder, "git")
  const log = join(folder, "log")
  writeFileSync(
    executable,
    `#!/bin/sh\n{ echo "pid $$"; for one in "$@"; do echo "argument $one"; done; env | sed 's/^/environment /'; } >> ${log}\nexec git "$@"\n`,
  )
  chmodSync(executable, 0o755)
  return { executable, log }
}

function readLog(log: string, kind: string): string[] {
  const lines = readFileSync(log, "utf8").split("\n")
  return lines.filter((line) => line.startsWith(`${kind} `)).map((line) => line.slice(kind.length + 1))
}

function readAllFiles(directory: string): string {
  return readdirSync(directory, { recursive: true, encoding: "utf8" })
    .map((name) => join(directory, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, "latin1"))
    .join("\n")
}

test("keeps the token out of arguments, files and logs, and out of every git that does not fetch", async () => {
  await using pull = await servePullRequest({ a: "1\n", b: "9\n" }, { a: "2\n", b: "9\n" })
  const { executable, log } = plantRecorder(pull.repository.root)
  const logged: string[] = []
  const onLog = (message: string, fields: object): number => logged.push(message + JSON.stringify(fields))
  await using checkout = await pull.open({ mergeBaseSha: null }, { executable, onLog })
  await checkout.read("head", ["b"])

  const written = readAllFiles(join(pull.repository.root, "temporary"))
  const all = [readLog(log, "argument").join("\n"), written, logged.join("\n"), JSON.stringify(checkout.diff)].join("\n")
  expect(written).toContain("partialClone")
  expect(all).not.toContain(token)
  expect(all).not.toContain(encoded)
  expect(readLog(log, "argument")).toContain("--depth=1")

  const fetches = readLog(log, "argument").filter((argument) => argument === "fetch").length
  const holders = readLog(log, "environment").filter((line) => line.includes(encoded)).length
  expect(holders).toBe(fetches)
  expect(fetches).toBe(4)
})

test("gives git a clean environment", async () => {
  vi.stubEnv("GITHUB_PRIVATE_KEY", "planted-secret")
  vi.stubEnv("GIT_DIR", "/nowhere")
  vi.stubEnv("GIT_SSH_COMMAND", "touch /nowhere")
  vi.stubEnv("GIT_TRACE_CURL", "1")
  vi.stubEnv("LD_PRELOAD_PLANTED", "1")
  await using pull = await servePullRequest({ a: "1\n" }, { a: "2\n" })
  const { executable, log } = plantRecorder(pull.repository.root)
  await using checkout = await pull.open({}, { executable })
  expect(checkout.diff.files).toHaveLength(1)
  const names = new Set(readLog(log, "environment").map((line) => line.split("=")[0]?.replace(/\d+$/, "")))
  const allowed =
    /^(PATH|HOME|LC_ALL|PWD|OLDPWD|SHLVL|_|https?_proxy|HTTPS_PROXY|no_proxy|NO_PROXY|SSL_CERT_(FILE|DIR)|GIT_(TERMINAL_PROMPT|ASKPASS|CONFIG_NOSYSTEM|CONFIG_GLOBAL|CONFIG_COUNT|CONFIG_KEY_|CONFIG_VALUE_|ATTR_NOSYSTEM|LFS_SKIP_SMUDGE|NO_REPLACE_OBJECTS|OPTIONAL_LOCKS|LITERAL_PATHSPECS|ALLOW_PROTOCOL|NO_LAZY_FETCH|INDEX_FILE|ALTERNATE_OBJECT_DIRECTORIES))$/
  expect([...names].filter((name) => !allowed.test(name ?? ""))).toEqual([])
})

test("tells a refused token without showing it", async () => {
  await using pull = await servePullRequest({ a: "1\n" }, { a: "2\n" })
  const wrong = `${token}wrong`
  const error = await pull.open({ token: wrong }).then(
    () => null,
    (reason: unknown) => reason,
  )
  expect(error).toEqual(new RetryableError("GitHub did not accept the checkout token; the next attempt takes a new one."))
  expect(pull.leftovers()).toEqual([])
})

test("shows neither the token nor the server's words when a server repeats the token", async () => {
  await using pull = await servePullRequest({ a: "1\n" }, { a: "2\n" })
  pull.server.intercept = (request, response) => {
    if (request.method !== "POST") return false
    request.resume()
    const line = `ERR ${token} ${encoded} \u001b[31mvisit http://evil.example`
    response
      .writeHead(200, { "content-type": "application/x-git-upload-pack-result" })
      .end(`${(line.length + 4).toString(16).padStart(4, "0")}${line}`)
    return true
  }
  const error = (await pull.open().catch((reason: unknown) => reason)) as Error
  expect(error).toBeInstanceOf(RetryableError)
  for (const secret of [token.slice(0, 20), encoded.slice(0, 20), "evil.example", "\u001b"])
    expect(`${error.message} ${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`).not.toContain(secret)
})

/** A pull request whose server takes the request for the pack and never answers it. */
async function serveStalled(): Promise<{ pull: Awaited<ReturnType<typeof servePullRequest>>; stalled: Promise<void> }> {
  const pull = await servePullRequest({ a: "1\n" }, { a: "2\n" })
  const { promise, resolve } = Promise.withResolvers<void>()
  pull.server.intercept = (request) => {
    if (request.method !== "POST") return false
    resolve()
    return true
  }
  return { pull, stalled: promise }
}

function isAlive(pid: string): boolean {
  if (!existsSync(`/proc/${pid}/stat`)) return false
  return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "utf8"))
}

test.runIf(existsSync("/proc/self/stat"))("tries again and leaves nothing when git is killed from outside", async () => {
  const { pull, stalled } = await serveStalled()
  await using _ = pull
  const { executable, log } = plantRecorder(pull.repository.root)
  const opened = pull.open({}, { executable })
  await stalled
  process.kill(Number(readLog(log, "pid").at(-1)), "SIGKILL")
  await expect(opened).rejects.toThrow(new RetryableError("git fetch was killed (SIGKILL)."))
  expect(pull.leftovers()).toEqual([])
})

test.runIf(existsSync("/proc/self/stat"))("kills git and gives the reason when the job is called off", async () => {
  const { pull, stalled } = await serveStalled()
  await using _ = pull
  const { executable, log } = plantRecorder(pull.repository.root)
  const controller = new AbortController()
  const opened = pull.open({}, { executable }, controller.signal)
  await stalled
  const reason = new SupersededError("A newer head took over.")
  controller.abort(reason)
  await expect(opened).rejects.toBe(reason)
  expect(pull.leftovers()).toEqual([])
  expect(readLog(log, "pid").filter(isAlive)).toEqual([])
})

test("tries again when git takes too long", async () => {
  const { pull } = await serveStalled()
  await using _ = pull
  await expect(pull.open({}, { timeoutMs: 1500 })).rejects.toThrow("git fetch took longer than 1500 ms and was stopped.")
  expect(pull.leftovers()).toEqual([])
})

test("starts nothing once the job is called off", async () => {
  await using pull = await servePullRequest({ a: "1\n" }, { a: "2\n" })
  await expect(pull.open({}, {}, AbortSignal.abort(new SupersededError("gone")))).rejects.toThrow(SupersededError)
  expect(pull.server.requests).toEqual([])
  expect(pull.leftovers()).toEqual([])
})

test("tries again when git cannot be started", async () => {
  await using pull = await servePullRequest({ a: "1\n" }, { a: "2\n" })
  await expect(pull.open({}, { executable: "/nowhere/git" })).rejects.toThrow(new RetryableError("git could not be started (ENOENT)."))
  expect(pull.leftovers()).toEqual([])
})

test("stops git when the reader has enough, and hands a reader's own error on", async () => {
  const git = createGit()
  const cut = await git.read({ arguments: ["help", "-a"] }, 10)
  expect(cut).toMatchObject({ cut: true })
  expect(cut.stdout).toHaveLength(10)
  const broken = git.stream({ arguments: ["version"] }, () => {
    throw new TypeError("reader")
  })
  await expect(broken).rejects.toThrow(new TypeError("reader"))
})
