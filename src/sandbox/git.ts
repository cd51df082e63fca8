import { spawn } from "node:child_process"
import { access, appendFile, copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises"
import { join, resolve } from "node:path"
import { createLastingAnswers, isLasting } from "./lasting-answers.ts"

/** Who signs the sandbox's own commits. */
export interface Signature {
  readonly name: string
  readonly email: string
  /** ISO 8601. */
  readonly at: string
}

/** Git without the machine's settings, prompts or hooks. */
export function gitEnvironment(): Record<string, string> {
  return {
    // oxlint-disable-next-line node/no-process-env -- where git is installed is no setting of ours
    PATH: process.env["PATH"] ?? "/usr/bin:/bin",
    HOME: "/nonexistent",
    LC_ALL: "C",
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_ATTR_NOSYSTEM: "1",
    GIT_TERMINAL_PROMPT: "0",
    // A borrowed repository may belong to another user of this machine; it is only ever read.
    GIT_CONFIG_COUNT: "2",
    GIT_CONFIG_KEY_0: "safe.directory",
    GIT_CONFIG_VALUE_0: "*",
    GIT_CONFIG_KEY_1: "core.hooksPath",
    GIT_CONFIG_VALUE_1: "/dev/null",
  }
}

interface GitOptions {
  readonly input?: string | Buffer
  readonly environment?: Record<string, string>
}

const lastingAnswers = createLastingAnswers()

/** Takes a git directory and arguments; returns what git printed. Throws with git's own words when it fails. */
export async function runGit(directory: string, parameters: readonly string[], options: GitOptions = {}): Promise<Buffer> {
  const run = () => startGit(directory, parameters, options)
  return isLasting(parameters) ? lastingAnswers.of([directory, ...parameters].join("\0"), run) : run()
}

async function startGit(directory: string, parameters: readonly string[], options: GitOptions): Promise<Buffer> {
  const child = spawn("git", ["--git-dir", directory, ...parameters], {
    env: { ...gitEnvironment(), ...options.environment },
    stdio: "pipe",
  })
  const output: Buffer[] = []
  const complaints: Buffer[] = []
  child.stdout.on("data", (chunk: Buffer) => output.push(chunk))
  child.stderr.on("data", (chunk: Buffer) => complaints.push(chunk))
  // A git that stops early closes its input; its exit code tells the story better than EPIPE.
  child.stdin.on("error", () => {})
  child.stdin.end(options.input ?? "")
  const code = await new Promise<number | null>((settle, reject) => child.on("error", reject).on("close", settle))
  if (code !== 0) throw new Error(`git ${parameters[0] ?? ""} failed: ${Buffer.concat(complaints).toString().trim().slice(0, 500)}`)
  return Buffer.concat(output)
}

/** As `runGit`, for output that is text: trimmed. */
export async function readGit(directory: string, parameters: readonly string[]): Promise<string> {
  return (await runGit(directory, parameters)).toString().trim()
}

/** As `readGit`, but `null` when git refuses. */
export async function tryGit(directory: string, parameters: readonly string[]): Promise<string | null> {
  return readGit(directory, parameters).catch(() => null)
}

/** Partial clones and any commit by its id, as GitHub serves them; nothing is ever packed away behind a borrower's back. */
const servedConfig = `[http]
	uploadpack = true
	receivepack = false
[uploadpack]
	allowFilter = true
	allowAnySHA1InWant = true
[gc]
	auto = 0
[core]
	logAllRefUpdates = false
	quotePath = false
`

/**
 * Creates a bare repository that serves partial clones and single commits as GitHub does. With `from` (a work tree or a
 * git directory) its objects are borrowed through alternates and its branches copied; `from` itself is never written.
 */
export async function createBareRepository(
  directory: string,
  options: { readonly defaultBranch: string; readonly from?: string | undefined },
): Promise<void> {
  await mkdir(directory, { recursive: true })
  await runGit(directory, ["init", "--quiet", "--bare", `--initial-branch=${options.defaultBranch}`])
  // One write instead of a git for each setting: tests make many repositories.
  await appendFile(join(directory, "config"), servedConfig)
  if (options.from === undefined) return
  const source = await resolveGitDirectory(options.from)
  await writeFile(join(directory, "objects/info/alternates"), `${join(source, "objects")}\n`)
  // Without it the commits at the edge of a shallow clone would seem to have lost their parents.
  if (await exists(join(source, "shallow"))) await copyFile(join(source, "shallow"), join(directory, "shallow"))
  const branches = await readGit(source, ["for-each-ref", "--format=create %(refname) %(objectname)", "refs/heads/"])
  if (branches !== "") await runGit(directory, ["update-ref", "--stdin"], { input: `${branches}\n` })
}

/** Takes a path inside a work tree or a git directory; returns the directory that holds the objects. Throws when it is neither. */
export async function resolveGitDirectory(path: string): Promise<string> {
  for (const candidate of [join(path, ".git"), path]) {
    const found = await tryGit(candidate, ["rev-parse", "--git-common-dir"])
    if (found !== null) return resolve(candidate, found)
  }
  // A linked work tree has a `.git` file, which `--git-dir` follows only through discovery.
  const child = spawn("git", ["-C", path, "rev-parse", "--path-format=absolute", "--git-common-dir"], {
    env: gitEnvironment(),
    stdio: ["ignore", "pipe", "ignore"],
  })
  let output = ""
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()))
  const code = await new Promise<number | null>((settle) => child.on("error", () => settle(1)).on("close", settle))
  if (code !== 0) throw new Error(`${path} is no git repository`)
  return output.trim()
}

/** Takes a revision; returns the id of its commit, or `null` when there is none. */
export async function resolveCommit(directory: string, revision: string): Promise<string | null> {
  // Most are branches, and a branch is a file with an id in it.
  const branch = /^refs\/heads\/[\w./-]+$/.test(revision) && !revision.includes("..") ? await readIfThere(join(directory, revision)) : null
  if (branch !== null && /^[0-9a-f]{40}\n$/.test(branch)) return branch.trim()
  return tryGit(directory, ["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`])
}

/**
 * Takes the name of a branch or an id as a request gives it, returns the id of the commit, or `null` when there is none. A branch wins over anything
 * else that the text could mean; nothing but a name or an id is ever passed on.
 */
export async function resolveRevision(directory: string, revision: string): Promise<string | null> {
  if (!/^[\w][\w./@+-]*$/.test(revision) || revision.includes("..") || revision.includes("@{")) return null
  // GitHub takes no branch that is named like an id.
  const branch = /^[0-9a-f]{40}$/.test(revision) ? null : await resolveCommit(directory, `refs/heads/${revision}`)
  return branch ?? resolveCommit(directory, revision)
}

/** The best common ancestor of two commits; the base itself when they have none, so that a diff can still be shown. */
export async function findMergeBase(directory: string, base: string, head: string): Promise<string> {
  return (await tryGit(directory, ["merge-base", base, head])) ?? base
}

/** Takes paths with new contents (`null` deletes) on top of `parent`; writes the commit without a work tree and returns its id. */
export async function writeCommit(
  directory: string,
  {
    parent,
    files,
    message,
    signature,
  }: { parent: string | null; files: Readonly<Record<string, string | Buffer | null>>; message: string; signature: Signature },
): Promise<string> {
  // One process for all of it: a commit of three thousand files is an ordinary test. It wants a name for what it writes, which goes again.
  const name = `refs/written/${process.hrtime.bigint()}`
  const marks = join(directory, `marks-${process.hrtime.bigint()}`)
  const at = `${plain(signature.name)} <${plain(signature.email)}> ${Math.floor(Date.parse(signature.at) / 1000)} +0000`
  const changes = Object.entries(files).flatMap(([path, content]) =>
    content === null ? [`D ${quoted(path)}\n`] : [`M 100644 inline ${quoted(path)}\n`, data(content)],
  )
  const input = [
    `commit ${name}\nmark :1\nauthor ${at}\ncommitter ${at}\n`,
    data(message),
    parent === null ? "" : `from ${parent}\n`,
    ...changes,
    "\ndone\n",
  ]
  try {
    await runGit(directory, ["fast-import", "--quiet", "--done", `--export-marks=${marks}`], {
      input: Buffer.concat(input.map((part) => Buffer.from(part))),
    })
    // `:1 id`.
    return (await readFile(marks, "utf8")).trim().slice(3)
  } finally {
    await rm(marks, { force: true })
    await rm(join(directory, name), { force: true })
  }
}

function data(content: string | Buffer): Buffer {
  const bytes = Buffer.from(content)
  return Buffer.concat([Buffer.from(`data ${bytes.length}\n`), bytes, Buffer.from("\n")])
}

// What would end the line or the name.
function plain(text: string): string {
  return text.replace(/[<>\p{Cc}]/gu, "").trim()
}

function quoted(path: string): string {
  return `"${path.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`
}

/** Points a full reference name at a commit, or deletes it when the commit is `null`. */
export async function updateReference(directory: string, reference: string, sha: string | null): Promise<void> {
  await runGit(directory, sha === null ? ["update-ref", "-d", reference] : ["update-ref", reference, sha])
}

/** Copies a commit and all it needs from another local repository, as a fork's objects become part of its parent. */
export async function copyCommit(directory: string, fromDirectory: string, sha: string): Promise<void> {
  if ((await resolveCommit(directory, sha)) !== null) return
  await runGit(directory, [
    "-c",
    "protocol.file.allow=always",
    "fetch",
    "--quiet",
    "--no-tags",
    "--no-write-fetch-head",
    fromDirectory,
    sha,
  ])
}

async function readIfThere(path: string): Promise<string | null> {
  return readFile(path, "utf8").catch(() => null)
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  )
}
