import { mkdtemp, readdir, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { afterEach, beforeEach, expect, test } from "vitest"
import { createBareRepository, readGit, resolveCommit, runGit, updateReference, writeCommit } from "../../src/sandbox/git.ts"

let directory: string
const signature = { name: "Ada <root> \nLovelace", email: "ada@example.com", at: "2026-03-04T05:06:07.000Z" }

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "write-commit-"))
  await createBareRepository(directory, { defaultBranch: "main" })
})
afterEach(() => rm(directory, { recursive: true, force: true }))

const write = (parent: string | null, files: Readonly<Record<string, string | Buffer | null>>, message = "A change\n\nwith more") =>
  writeCommit(directory, { parent, files, message, signature })

const listed = async (commit: string): Promise<string[]> =>
  (await runGit(directory, ["ls-tree", "-r", "-z", "--name-only", commit])).toString().split("\0").filter(Boolean)

test("paths and contents of all kinds arrive as they are", async () => {
  const bytes = Buffer.from([0, 10, 255, 13])
  const first = await write(null, { 'a "quoted".ts': "done\n", "line\nfeed": "data 4\n", "back\\slash": "", "deep/größe.bin": bytes })
  expect(await listed(first)).toEqual(['a "quoted".ts', "back\\slash", "deep/größe.bin", "line\nfeed"])
  expect(await runGit(directory, ["cat-file", "blob", `${first}:deep/größe.bin`])).toEqual(bytes)
  expect(await readGit(directory, ["cat-file", "blob", `${first}:a "quoted".ts`])).toBe("done")
  const second = await write(first, { "line\nfeed": null, "deep/größe.bin": null, deep: "a file now\n" })
  expect(await listed(second)).toEqual(['a "quoted".ts', "back\\slash", "deep"])
  expect(await readGit(directory, ["show", "--no-patch", "--format=%P%n%an%n%ae%n%aI%n%B", second])).toBe(
    `${first}\nAda root Lovelace\nada@example.com\n2026-03-04T05:06:07+00:00\nA change\n\nwith more`,
  )
})

test("the same commit has the same id, and leaves no name behind", async () => {
  const [one, other] = await Promise.all([write(null, { a: "1" }), write(null, { a: "1" })])
  expect(other).toBe(one)
  expect(await readGit(directory, ["for-each-ref"])).toBe("")
  expect((await readdir(directory)).filter((name) => /marks|index/.test(name))).toEqual([])
})

test("a branch is found as git finds it, and nothing else goes for one", async () => {
  const sha = await write(null, { a: "1" })
  await updateReference(directory, "refs/heads/feature/one", sha)
  expect(await resolveCommit(directory, "refs/heads/feature/one")).toBe(sha)
  expect(await resolveCommit(directory, "refs/heads/feature")).toBeNull()
  expect(await resolveCommit(directory, "refs/heads/../../HEAD")).toBeNull()
  await runGit(directory, ["pack-refs", "--all"])
  expect(await resolveCommit(directory, "refs/heads/feature/one")).toBe(sha)
  await updateReference(directory, "refs/heads/feature/one", null)
  expect(await resolveCommit(directory, "refs/heads/feature/one")).toBeNull()
})
