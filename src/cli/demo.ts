import { readdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import { fileURLToPath } from "node:url"
import { z } from "zod"
import { UserError } from "../errors.ts"
import type { PullRequestReading } from "../sandbox/reading.ts"
import type { Sandbox, SandboxPullRequest } from "../sandbox/sandbox.ts"
import { playScene } from "./play-scene.ts"

// The same distance from src/cli and from dist/cli.
const examples = fileURLToPath(new URL("../../examples/", import.meta.url))
const changeFolder = join(examples, "orders-service-pull-request")

const Description = z.object({
  title: z.string(),
  body: z.string(),
  author: z.string(),
  branch: z.string(),
  base: z.string(),
  commitMessage: z.string(),
  deletions: z.array(z.string()),
  /** Rules whose finding the review has to show. */
  expected: z.array(z.string()),
})

/** Shows the App reviewing a pull request of the example service. @returns 0 only if the review is complete and shows what it should. */
export async function runDemo({ port, once }: { readonly port: number; readonly once: boolean }): Promise<number> {
  const { expected } = await readDescription()
  return playScene({
    port,
    once,
    title: "A pull request of the example orders service",
    open: openDemoPullRequest,
    check: (reading) => findMissingOfDemo(reading, expected),
  })
}

/** Makes the example service a repository of the sandbox and opens its pull request. Throws UserError without the examples. */
export async function openDemoPullRequest(sandbox: Sandbox): Promise<SandboxPullRequest> {
  const { title, body, author, branch, base: baseBranch, commitMessage, deletions } = await readDescription()
  const [base, change] = await Promise.all([readFolder(join(examples, "orders-service")), readFolder(changeFolder)])
  const repository = await sandbox.createRepository({
    owner: "acme",
    name: "orders-service",
    files: base,
    defaultBranch: baseBranch,
    roles: { [author]: "write" },
  })
  const files: Record<string, string | null> = { ...change, ...Object.fromEntries(deletions.map((path) => [path, null])) }
  delete files["pull-request.json"]
  await repository.commit({ branch, files, message: commitMessage, author: { name: author, email: `${author}@users.noreply.example` } })
  return sandbox.openPullRequest({ repository, title, body, base: baseBranch, head: branch, author })
}

async function readDescription(): Promise<z.infer<typeof Description>> {
  const text = await readFile(join(changeFolder, "pull-request.json"), "utf8").catch((error: unknown) => {
    throw new UserError("The examples are not here: run the demo in the repository.", { cause: error })
  })
  return Description.parse(JSON.parse(text))
}

async function readFolder(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name))
  return Object.fromEntries(
    await Promise.all(
      files.map(async (path) => [path.slice(folder.length + 1).replaceAll("\\", "/"), await readFile(path, "utf8")] as const),
    ),
  )
}

function findMissingOfDemo(reading: PullRequestReading, expected: readonly string[]): string[] {
  const bodies = reading.threads.map((thread) => thread.comments[0]?.body ?? "")
  const everything = [...bodies, ...reading.comments.map((comment) => comment.body)].join("\n")
  // GitHub wraps each file comment in a review of its own, without a body.
  const reviews = reading.reviews.filter((review) => review.body !== "").length
  const missing: string[] = []
  if (reviews !== 1) missing.push(`there are ${reviews} reviews instead of one`)
  if (!bodies.some((body) => body.includes("```suggestion"))) missing.push("no comment has a suggested change")
  for (const rule of expected) if (!everything.includes(rule)) missing.push(`nothing of ${rule} is said`)
  return missing
}
