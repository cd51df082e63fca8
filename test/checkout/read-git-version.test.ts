import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, expect, test } from "vitest"
import { UserError } from "../../src/errors.ts"
import { readGitVersion } from "../../src/checkout/read-git-version.ts"

let directory = ""
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "expert-test-"))
})
afterEach(() => {
  rmSync(directory, { recursive: true, force: true })
})

function plantGit(answer: string): string {
  const path = join(directory, "git")
  writeFileSync(path, `#!/bin/sh\necho "${answer}"\n`)
  chmodSync(path, 0o755)
  return path
}

test("reads the version of the installed git", async () => {
  expect(await readGitVersion()).toMatch(/^\d+\.\d+\.\d+$/)
})

test.each([
  { answer: "git version 2.39.4", version: "2.39.4" },
  { answer: "git version 2.39.5 (Apple Git-154)", version: "2.39.5" },
  { answer: "git version 2.50.1.windows.1", version: "2.50.1" },
  { answer: "git version 3.0.rc1", version: "3.0.0" },
])("accepts $answer", async ({ answer, version }) => {
  expect(await readGitVersion(plantGit(answer))).toBe(version)
})

test.each(["git version 2.39.3", "git version 2.38.9", "git version 1.99.99", "hello"])("refuses %s in words", async (answer) => {
  const refused = readGitVersion(plantGit(answer))
  await expect(refused).rejects.toThrow(UserError)
  await expect(refused).rejects.toThrow(/install git 2\.39\.4 or newer/)
})

test("says that git is missing", async () => {
  await expect(readGitVersion(join(directory, "absent"))).rejects.toThrow(
    "git 2.39.4 or newer is needed, and none could be started: install git and put it into PATH.",
  )
})
