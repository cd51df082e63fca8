import { execFile } from "node:child_process"
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { afterEach, beforeEach, expect, test } from "vitest"
import { startSandbox } from "../../src/sandbox/sandbox.ts"
import { appOctokit } from "../support/sandbox-octokit.ts"
import type { Shop } from "../support/sandbox-shop.ts"
import { openShop } from "../support/sandbox-shop.ts"

const run = promisify(execFile)
let directory = ""

beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "sandbox-git-"))
})
afterEach(() => rm(directory, { recursive: true, force: true }))

function environment(token: string | null): Record<string, string> {
  const credentials = Buffer.from(`x-access-token:${token ?? ""}`).toString("base64")
  return {
    PATH: process.env["PATH"] ?? "",
    HOME: directory,
    GIT_TERMINAL_PROMPT: "0",
    GIT_CONFIG_NOSYSTEM: "1",
    ...(token === null
      ? {}
      : { GIT_CONFIG_COUNT: "1", GIT_CONFIG_KEY_0: "http.extraHeader", GIT_CONFIG_VALUE_0: `Authorization: Basic ${credentials}` }),
  }
}

async function git(token: string | null, ...parameters: string[]): Promise<string> {
  return (await run("git", ["-C", directory, ...parameters], { env: environment(token) })).stdout.trim()
}

async function createToken(shop: Shop, permissions: Record<string, "read">): Promise<string> {
  const { data } = await appOctokit(shop.sandbox).apps.createInstallationAccessToken({
    installation_id: shop.sandbox.installationOf(shop.repository).id,
    permissions,
  })
  return data.token
}

test("two bare commits are fetched by their ids, without blobs, with a token for git alone", async () => {
  await using shop = await openShop()
  const token = await createToken(shop, { contents: "read" })
  await git(null, "init", "--quiet", "--bare")
  await git(null, "config", "remote.origin.promisor", "true")
  await git(null, "config", "remote.origin.url", shop.repository.cloneUrl)
  const { baseSha, headSha } = shop.pullRequest
  await git(token, "fetch", "--quiet", "--no-tags", "--depth=1", "--filter=blob:none", "origin", baseSha, headSha)
  expect(await git(token, "rev-list", "--objects", "--missing=print", headSha)).toMatch(/^\?[0-9a-f]{40}$/m)
  expect(await git(token, "diff", "--name-status", baseSha, headSha)).toContain("A\tsrc/new.ts")
  expect(
    shop.sandbox
      .requests()
      .filter((request) => request.operationId === "git/upload-pack")
      .every((request) => request.status === 200),
  ).toBe(true)
})

test("the head of a pull request has a reference that follows every push", async () => {
  await using shop = await openShop()
  const token = await createToken(shop, { contents: "read" })
  expect(await git(token, "ls-remote", shop.repository.cloneUrl, "refs/pull/1/head")).toBe(`${shop.pullRequest.headSha}\trefs/pull/1/head`)
  const sha = await shop.repository.commit({ branch: null, parent: "main", files: { "a.ts": "1\n" }, message: "Again" })
  await shop.sandbox.push({ pullRequest: shop.pullRequest, sha })
  expect(await git(token, "ls-remote", shop.repository.cloneUrl, "refs/pull/1/head")).toBe(`${sha}\trefs/pull/1/head`)
})

test.each([
  { name: "without a token", permissions: null, error: /could not read Username|Authentication failed/ },
  { name: "with a token that may not read contents", permissions: { metadata: "read" as const }, error: /403/ },
])("git is refused $name", async ({ permissions, error }) => {
  await using shop = await openShop()
  const token = permissions === null ? null : await createToken(shop, permissions)
  await expect(git(token, "ls-remote", shop.repository.cloneUrl)).rejects.toThrow(error)
})

test("git is refused once the token has expired", async () => {
  await using shop = await openShop()
  const token = await createToken(shop, { contents: "read" })
  shop.sandbox.advanceClock(3_600_000)
  await expect(git(token, "ls-remote", shop.repository.cloneUrl)).rejects.toThrow(/could not read Username|Authentication failed/)
})

test("nobody can push", async () => {
  await using shop = await openShop()
  const token = await createToken(shop, { contents: "read" })
  await git(token, "clone", "--quiet", shop.repository.cloneUrl, "clone")
  await expect(git(token, "-C", "clone", "push", "origin", "HEAD:refs/heads/other")).rejects.toThrow(/403/)
})

test("a fork's head is fetched from the base repository, also when the fork is gone", async () => {
  await using shop = await openShop({ fork: true })
  const token = await createToken(shop, { contents: "read" })
  const { record, headSha } = shop.pullRequest
  const fork = shop.sandbox.world.repositories.get(record.head.repositoryId ?? 0)
  if (fork === undefined) throw new Error("there is no fork")
  expect(fork.parentId).toBe(shop.repository.id)
  const octokit = appOctokit(shop.sandbox)
  shop.sandbox.deleteRepository({ ...shop.repository, record: fork })
  const { data } = await octokit.apps.createInstallationAccessToken({ installation_id: shop.sandbox.installationOf(shop.repository).id })
  const answer = await fetch(`${shop.sandbox.apiUrl}/repos/acme/shop/pulls/1`, { headers: { authorization: `token ${data.token}` } })
  expect(await answer.json()).toMatchObject({ head: { repo: null, sha: headSha } })
  await git(null, "init", "--quiet", "--bare")
  await git(token, "fetch", "--quiet", "--depth=1", shop.repository.cloneUrl, headSha)
  expect(await git(null, "cat-file", "-t", headSha)).toBe("commit")
  expect(shop.sandbox.violations()).toEqual([])
})

test("a local work tree is served without copying or writing into it", async () => {
  await git(null, "init", "--quiet", "--initial-branch=trunk")
  await writeFile(join(directory, "index.js"), "module.exports = 1\n")
  await git(null, "add", ".")
  await git(null, "-c", "user.name=A", "-c", "user.email=a@example.com", "commit", "--quiet", "-m", "One")
  const head = await git(null, "rev-parse", "HEAD")
  const before = (await readdir(directory, { recursive: true })).toSorted()
  await using sandbox = await startSandbox()
  const repository = await sandbox.createRepository({ owner: "local", name: "work", from: directory })
  expect([repository.defaultBranch, await repository.resolve("trunk")]).toEqual(["trunk", head])
  const sha = await repository.commit({ branch: "change", files: { "index.js": "module.exports = 2\n" }, message: "Two" })
  const pullRequest = await sandbox.openPullRequest({ repository, title: "Two", base: "trunk", head: "change", author: "dev" })
  expect([pullRequest.baseSha, pullRequest.headSha]).toEqual([head, sha])
  expect((await readdir(directory, { recursive: true })).toSorted()).toEqual(before)
  expect((await readdir(join(repository.gitDirectory, "objects"))).filter((name) => name === head.slice(0, 2))).toEqual([])
})

test("the temporary folder goes with the sandbox", async () => {
  const shop = await openShop()
  await shop[Symbol.asyncDispose]()
  await expect(readdir(shop.repository.gitDirectory)).rejects.toThrow("ENOENT")
})
