import { execFile } from "node:child_process"
import { accessSync } from "node:fs"
import { mkdtemp, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { afterAll, beforeAll, describe, expect, test } from "vitest"
import { installationOctokit } from "../support/sandbox-octokit.ts"
import type { Shop } from "../support/sandbox-shop.ts"
import { openShop } from "../support/sandbox-shop.ts"

const program = "/usr/bin/gh"
const isInstalled = ((): boolean => {
  try {
    accessSync(program)
    return true
  } catch {
    return false
  }
})()

describe.skipIf(!isInstalled)(`GitHub's own client is content (skipped without ${program}: apt-get install gh)`, () => {
  let shop: Shop
  let home = ""
  let token = ""
  beforeAll(async () => {
    home = await mkdtemp(join(tmpdir(), "sandbox-gh-"))
    shop = await openShop()
    const witness = shop.sandbox.createUser("witness")
    token = witness.token
    shop.repository.record.roles.set(witness.id, "write")
    const octokit = installationOctokit(shop.sandbox, shop.repository)
    await octokit.checks.create({
      ...shop.place,
      name: "Backend Expert",
      head_sha: shop.pullRequest.headSha,
      conclusion: "success",
      output: { title: "Fine", summary: "Nothing." },
    })
  })
  afterAll(async () => {
    await shop[Symbol.asyncDispose]()
    await rm(home, { recursive: true, force: true })
  })

  // Plain HTTP to a name that only the proxy has to know: no TLS and no root needed.
  async function gh(...parameters: string[]): Promise<string> {
    const env = {
      PATH: process.env["PATH"] ?? "",
      HOME: home,
      GH_HOST: "github.localhost",
      GH_TOKEN: token,
      HTTP_PROXY: shop.sandbox.url,
      GH_PROMPT_DISABLED: "1",
      NO_COLOR: "1",
    }
    return (
      await promisify(execFile)(program, [...parameters, ...(parameters[0] === "pr" ? ["--repo", "github.localhost/acme/shop"] : [])], {
        env,
      })
    ).stdout
  }

  test("lists, shows and compares pull requests", async () => {
    expect(await gh("pr", "list")).toMatch(/^1\tChange the list\tfeature\tOPEN/)
    expect(await gh("pr", "view", "1")).toContain("As discussed.")
    expect(await gh("pr", "diff", "1")).toContain("+export const one = 1")
  })

  test("reads every field that it can show", async () => {
    const fields =
      "additions,author,baseRefName,body,changedFiles,comments,commits,createdAt,deletions,files,headRefName,headRepository,headRepositoryOwner,isCrossRepository,isDraft,labels,latestReviews,mergeStateStatus,mergeable,number,reviewDecision,reviewRequests,reviews,state,statusCheckRollup,title,updatedAt,url"
    expect(JSON.parse(await gh("pr", "view", "1", "--json", fields))).toMatchObject({
      number: 1,
      changedFiles: 4,
      isCrossRepository: false,
      statusCheckRollup: [{ name: "Backend Expert", conclusion: "SUCCESS" }],
      mergeable: "MERGEABLE",
    })
  })

  test("shows the checks", async () => {
    expect(await gh("pr", "checks", "1")).toMatch(/^Backend Expert\tpass/)
  })

  test("comments, reviews and approves", async () => {
    expect(await gh("pr", "comment", "1", "--body", "Hello from outside")).toMatch(/#issuecomment-\d+/)
    await gh("pr", "review", "1", "--comment", "--body", "Read it")
    await gh("pr", "review", "1", "--approve")
    expect(shop.sandbox.read(shop.pullRequest)).toMatchObject({
      comments: [{ body: "Hello from outside" }],
      reviews: [{ state: "COMMENTED", body: "Read it" }, { state: "APPROVED" }],
    })
    expect(await gh("pr", "view", "1", "--comments")).toContain("Read it")
  })

  test("follows pages of the REST API", async () => {
    const names = await gh("api", "--paginate", "repos/acme/shop/pulls/1/files?per_page=1", "--jq", ".[].filename")
    expect(names.trim().split("\n")).toEqual(["logo.png", "moved.ts", "src/list.ts", "src/new.ts"])
  })

  test("asks nothing that is not described", () => {
    expect(shop.sandbox.violations()).toEqual([])
  })
})
