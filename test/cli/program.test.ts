import { spawn, spawnSync } from "node:child_process"
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { ReviewDocument } from "../../src/cli/format/json.ts"
import { anEmptyRepository, aRepository, fingerprintFolder, type Repository } from "./support/a-repository.ts"
import { runExpert } from "./support/run-expert.ts"

let repository: Repository
beforeAll(async () => {
  repository = await aRepository()
})
afterAll(() => repository[Symbol.asyncDispose]())

describe("expert", () => {
  test("tells its version", async () => {
    const { version } = JSON.parse(await readFile(new URL("../../package.json", import.meta.url), "utf8"))
    expect(await runExpert(["--version"], { directory: tmpdir() })).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" })
  })

  test("explains itself", async () => {
    const { code, stdout } = await runExpert(["--help"], { directory: tmpdir() })
    expect(code).toBe(0)
    for (const word of ["review", "sandbox", "demo", "serve", "config"]) expect(stdout).toMatch(new RegExp(`^ +${word}\\b`, "mu"))
  })

  test("explains review with examples and exit codes", async () => {
    const { code, stdout } = await runExpert(["help", "review"], { directory: tmpdir() })
    expect(code).toBe(0)
    expect(stdout).toContain("Examples:")
    expect(stdout).toContain("Exit codes:")
  })

  test.each([
    { name: "no command", words: [], says: "Usage: expert" },
    { name: "an unknown command", words: ["reveiw"], says: "Did you mean review?" },
    { name: "an unknown option", words: ["review", "--formt", "json"], says: "Did you mean --format?" },
    { name: "an unknown format", words: ["review", "--format", "xml"], says: "pretty, markdown, json, sarif" },
    { name: "an unknown severity", words: ["review", "--fail-on", "awful"], says: "critical, high, medium, low, never" },
    { name: "an unknown section", words: ["review", "--sections", "security,speed"], says: 'There is no section "speed"' },
    { name: "no section", words: ["review", "--sections", ","], says: "Name at least one" },
    { name: "two heads", words: ["review", "--staged", "--worktree"], says: "cannot be used with option" },
    { name: "a stray word", words: ["review", "src"], says: "too many arguments" },
    { name: "a port that is none", words: ["demo", "--port", "99999"], says: "0 to 65535" },
    { name: "a sandbox without revisions", words: ["sandbox"], says: "required option" },
  ])("ends with 2 for $name", async ({ words, says }) => {
    const { code, stdout, stderr } = await runExpert(words, { directory: repository.directory })
    expect(stderr).toContain(says)
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
  })
})

describe("expert review", () => {
  const review = (...words: string[]) => runExpert(["review", ...words], { directory: repository.directory })

  test("reviews the branch against the default branch", async () => {
    const { code, stdout, stderr } = await review("--format", "json")
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
    const document = ReviewDocument.parse(JSON.parse(stdout))
    expect(document.complete).toBe(true)
    expect(document.head).toBe(repository.git("rev-parse", "feature").trim())
    expect(document.base).toBe(repository.git("rev-parse", "main").trim())
    expect(document.findings.map(({ path }) => path)).toContain("src/routes/orders.js")
    expect(document.coverage).toMatchObject({ files: 1, reviewed: 1 })
  })

  test("reviews from any folder of the repository and from outside", async () => {
    const inside = await runExpert(["review", "--format", "json"], { directory: join(repository.directory, "src") })
    const outside = await runExpert(["review", "--repo", repository.directory, "--format", "json"], { directory: tmpdir() })
    const fingerprints = ({ stdout }: { stdout: string }): string[] =>
      ReviewDocument.parse(JSON.parse(stdout)).findings.map((finding) => finding.fingerprint)
    expect(fingerprints(inside)).toEqual(fingerprints(outside))
    expect(fingerprints(inside).length).toBeGreaterThan(0)
  })

  test.each(["pretty", "markdown", "json", "sarif"])("prints %s", async (format) => {
    const { code, stdout } = await review("--format", format)
    expect(code).toBe(0)
    expect(stdout).toContain("orders.js")
    expect(stdout.endsWith("\n")).toBe(true)
  })

  test("ends with 1 for a finding at the limit", async () => {
    const { code, stdout } = await review("--fail-on", "low")
    expect(code).toBe(1)
    expect(stdout).toContain("orders.js")
  })

  test.each([
    { name: "a folder that does not exist", words: ["--repo", "/nowhere/at/all"] },
    { name: "a folder that is no repository", words: ["--repo", "/"] },
    { name: "an unknown base", words: ["--base", "nowhere"] },
    { name: "an unknown head", words: ["--head", "nowhere"] },
    { name: "a revision that looks like an option", words: ["--head=--output=/tmp/x"] },
    { name: "a base without a merge base", words: ["--base", "HEAD"] },
  ])("ends with 2 and one sentence for $name", async ({ words }) => {
    const { code, stdout, stderr } = await review(...words)
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" })
    expect(stderr).toMatch(/^error [^\n]+\n$/u)
  })

  test("writes nothing into the repository, whatever is reviewed", async () => {
    await using changed = await aRepository()
    await changed.write("src/staged.js", "export const staged = eval(process.argv[2])\n")
    changed.git("add", "src/staged.js")
    await changed.write("src/loose.js", "export const loose = 1\n")
    const before = await fingerprintFolder(changed.directory)
    for (const words of [[], ["--staged"], ["--worktree"], ["--format", "sarif"]]) {
      expect((await runExpert(["review", ...words], { directory: changed.directory })).stderr).toBe("")
    }
    expect(await fingerprintFolder(changed.directory)).toBe(before)
  })

  test("works without a network", async () => {
    const guard = new URL("support/no-network.mjs", import.meta.url).href
    const probe = ["--input-type=module", "-e", "await fetch('http://127.0.0.1:65530')"]
    // The guard itself can fail.
    const tried = spawnSync(process.execPath, ["--import", guard, ...probe], { encoding: "utf8" })
    expect(tried.stderr).toContain("the network was used")
    const { code, stdout } = await runExpert(["review"], { directory: repository.directory, env: { NODE_OPTIONS: `--import ${guard}` } })
    expect(code).toBe(0)
    expect(stdout).toContain("orders.js")
  })

  test("leaves no temporary folder behind", async () => {
    const folder = await mkdtemp(join(tmpdir(), "temporary-"))
    try {
      await runExpert(["review"], { directory: repository.directory, env: { TMPDIR: folder } })
      await runExpert(["review", "--base", "nowhere"], { directory: repository.directory, env: { TMPDIR: folder } })
      expect(await readdir(folder)).toEqual([])
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })

  test("sees the staged changes and the working tree", async () => {
    await using changed = await aRepository()
    await changed.write("src/staged.js", "export const a = 1\n")
    changed.git("add", "src/staged.js")
    await changed.write("src/loose.js", "export const b = 1\n")
    const files = async (word: string): Promise<number> =>
      ReviewDocument.parse(
        JSON.parse((await runExpert(["review", word, "--base", "HEAD", "--format", "json"], { directory: changed.directory })).stdout),
      ).coverage.files
    expect(await files("--staged")).toBe(1)
    expect(await files("--worktree")).toBe(2)
  })

  test("reviews an empty change", async () => {
    await using empty = await anEmptyRepository()
    await empty.write("a.js", "export const a = 1\n")
    empty.commit("Start")
    empty.git("checkout", "-q", "-b", "feature")
    empty.commit("Nothing")
    const { code, stdout, stderr } = await runExpert(["review"], { directory: empty.directory })
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
    expect(stdout).toContain("No findings")
  })

  test("says what to do in a repository without a commit", async () => {
    await using empty = await anEmptyRepository()
    const { code, stderr } = await runExpert(["review"], { directory: empty.directory })
    expect(code).toBe(2)
    expect(stderr).toMatch(/^error [^\n]+\n$/u)
  })

  test("neutralises what a repository says to the terminal", async () => {
    await using hostile = await anEmptyRepository()
    await hostile.write("package.json", '{ "dependencies": { "express": "4.19.2" } }\n')
    hostile.commit("Start")
    hostile.git("checkout", "-q", "-b", "feature")
    await hostile.write("src/\u001b[2J\u001b]0;owned\u0007.js", "const a = require(\nlet \u009b31m")
    hostile.commit("Hostile")
    const { code, stdout } = await runExpert(["review"], { directory: hostile.directory })
    expect(code).toBe(3)
    expect(stdout).toContain("‹U+001B›[2J")
    // oxlint-disable-next-line no-control-regex -- finding control characters is the purpose
    expect(stdout).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/u)
  })

  test("a reader that goes away is no error", async () => {
    const program = fileURLToPath(new URL("../../bin/expert.js", import.meta.url))
    const child = spawn(process.execPath, [program, "review", "--format", "json"], {
      cwd: repository.directory,
      stdio: ["ignore", "pipe", "pipe"],
    })
    child.stdout.destroy()
    let stderr = ""
    child.stderr.setEncoding("utf8").on("data", (text: string) => (stderr += text))
    const code = await new Promise((resolve) => child.on("close", resolve))
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" })
  })

  test("Ctrl-C ends with 130 and removes the temporary folder", async () => {
    const folder = await mkdtemp(join(tmpdir(), "temporary-"))
    try {
      const program = fileURLToPath(new URL("../../bin/expert.js", import.meta.url))
      const child = spawn(process.execPath, [program, "review"], {
        cwd: repository.directory,
        env: { PATH: process.env["PATH"], TMPDIR: folder },
        stdio: ["ignore", "pipe", "pipe"],
      })
      const ended = new Promise((resolve) => child.on("close", (code, signal) => resolve(code ?? signal)))
      // The temporary folder is the first thing a review makes.
      while ((await readdir(folder)).length === 0 && child.exitCode === null) await new Promise((resolve) => setTimeout(resolve, 2))
      child.kill("SIGINT")
      expect(await ended).toBe(130)
      expect(await readdir(folder)).toEqual([])
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  })
})
