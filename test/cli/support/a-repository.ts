import { execFileSync } from "node:child_process"
import { createHash } from "node:crypto"
import { mkdir, mkdtemp, readdir, readFile, readlink, rm, stat, writeFile } from "node:fs/promises"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"
import { orders } from "./a-local-review.ts"

export interface Repository extends AsyncDisposable {
  readonly directory: string
  git(...words: string[]): string
  write(path: string, text: string): Promise<void>
  /** Stages and commits everything. */
  commit(message: string): void
}

const identity = { GIT_AUTHOR_NAME: "a", GIT_AUTHOR_EMAIL: "a@example.com", GIT_COMMITTER_NAME: "a", GIT_COMMITTER_EMAIL: "a@example.com" }
const isolation = { GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null", GIT_CONFIG_NOSYSTEM: "1" }

/** An empty repository with the branch main in a temporary folder. */
export async function anEmptyRepository(): Promise<Repository> {
  const directory = await mkdtemp(join(tmpdir(), "repository-"))
  const git = (...words: string[]): string =>
    execFileSync("git", words, {
      cwd: directory,
      encoding: "utf8",
      env: { PATH: process.env["PATH"], ...identity, ...isolation },
      stdio: "pipe",
    })
  git("init", "-q", "-b", "main", ".")
  return {
    directory,
    git,
    write: async (path, text) => {
      await mkdir(dirname(join(directory, path)), { recursive: true })
      await writeFile(join(directory, path), text)
    },
    commit: (message) => {
      git("add", "-A")
      git("commit", "-q", "--allow-empty", "-m", message)
    },
    [Symbol.asyncDispose]: () => rm(directory, { recursive: true, force: true }),
  }
}

/** A service with one commit on main and the branch feature, which brings a route with defects. */
export async function aRepository(): Promise<Repository> {
  const repository = await anEmptyRepository()
  await repository.write("package.json", '{ "name": "tiny", "type": "module", "dependencies": { "express": "4.19.2", "pg": "8.13.0" } }\n')
  await repository.write("src/app.js", 'import express from "express"\n\nexport const app = express()\n')
  repository.commit("Start")
  repository.git("checkout", "-q", "-b", "feature")
  await repository.write("src/routes/orders.js", orders)
  repository.commit("Add orders")
  return repository
}

/** One hash over names, kinds, times and contents of everything in a folder, `.git` included. */
export async function fingerprintFolder(folder: string): Promise<string> {
  const hash = createHash("sha256")
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const paths = entries.map((entry) => join(entry.parentPath, entry.name)).toSorted()
  for (const path of [folder, ...paths]) {
    const entry = entries.find(({ parentPath, name }) => join(parentPath, name) === path)
    const { mtimeMs, mode } = await stat(path).catch(() => ({ mtimeMs: 0, mode: 0 }))
    hash.update(`${path}\0${mtimeMs}\0${mode}\0`)
    if (entry?.isFile()) hash.update(await readFile(path))
    if (entry?.isSymbolicLink()) hash.update(await readlink(path))
  }
  return hash.digest("hex")
}
