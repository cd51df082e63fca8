import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { runExpert } from "./support/run-expert.ts"

let directory: string
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "expert-config-"))
  await mkdir(join(directory, ".github"))
})
afterAll(() => rm(directory, { recursive: true, force: true }))

describe("expert config", () => {
  test("prints a file to start with that has no mistakes and names its schema first", async () => {
    const { code, stdout } = await runExpert(["config", "--init", "--schema", "https://example.com/policy.json"], { directory })
    expect(code).toBe(0)
    expect(stdout.split("\n", 1)).toEqual(["# yaml-language-server: $schema=https://example.com/policy.json"])
    await writeFile(join(directory, ".github/expert.yml"), stdout)
    expect(await runExpert(["config", "--check"], { directory })).toEqual({
      code: 0,
      stdout: ".github/expert.yml has no mistakes.\n",
      stderr: "",
    })
  })

  test("names each mistake with its line, rules that there are not among them", async () => {
    await writeFile(join(directory, "bad.yml"), "version: 1\nrules:\n  no-sql-injektion: off\nmax_comments: many\n")
    expect(await runExpert(["config", "--check", "bad.yml"], { directory })).toEqual({
      code: 2,
      stdout:
        "bad.yml:3: rules.no-sql-injektion: there is no rule of this name\nbad.yml:4: max_comments: Invalid input: expected number, received string\n",
      stderr: "",
    })
  })

  test("lets nothing of a hostile file reach the terminal", async () => {
    await writeFile(join(directory, "hostile.yml"), 'rules: { "\\e]0;owned\\a": low }\n')
    const { code, stdout } = await runExpert(["config", "--check", "hostile.yml"], { directory })
    expect(code).toBe(2)
    expect(stdout).not.toContain("\u001B")
  })

  test.each([
    { name: "without saying what to do", words: ["config"], says: "Say what to do" },
    { name: "with both", words: ["config", "--check", "--init"], says: "cannot be used with" },
    { name: "on a file that is not there", words: ["config", "--check", "missing.yml"], says: "missing.yml cannot be read (ENOENT)" },
  ])("$name is bad usage", async ({ words, says }) => {
    const { code, stderr } = await runExpert(words, { directory })
    expect(code).toBe(2)
    expect(stderr).toContain(says)
  })
})
