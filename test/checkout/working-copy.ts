import { createHash } from "node:crypto"
import { lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { type LocalCheckout, type LocalHead, openLocalCheckout } from "../../src/checkout/open-local-checkout.ts"
import type { WorkspaceOptions } from "../../src/checkout/workspace.ts"
import { runGit, writeFiles } from "./temporary-repository.ts"

type Contents = Readonly<Record<string, string | Buffer>>

export interface WorkingCopy extends Disposable {
  readonly root: string
  readonly directory: string
  git(...parameters: string[]): string
  write(files: Contents): void
  /** Writes the files, commits everything, and gives the commit's id. */
  commit(files: Contents): string
  open(head?: LocalHead | string, base?: string, options?: WorkspaceOptions & { directory?: string }): Promise<LocalCheckout>
  /** A digest of every byte, name, mode and time below the root except our own temporary directory. */
  digest(): string
  leftovers(): string[]
}

/** Makes a repository with a working tree, as a developer has it. */
export function createWorkingCopy({
  objectFormat = "sha1",
  branch = "main",
}: { objectFormat?: string; branch?: string } = {}): WorkingCopy {
  const root = realpathSync(mkdtempSync(join(tmpdir(), "expert-test-")))
  const directory = join(root, "project")
  const temporaryDirectory = join(root, "temporary")
  mkdirSync(temporaryDirectory)
  runGit(root, ["init", "-q", `--object-format=${objectFormat}`, "-b", branch, directory])
  const git = (...parameters: string[]): string => runGit(directory, parameters)
  const write = (files: Contents): void => writeFiles(directory, files)
  return {
    root,
    directory,
    git,
    write,
    commit(files) {
      write(files)
      git("add", "-A")
      git("commit", "-q", "--allow-empty", "-m", "x")
      return git("rev-parse", "HEAD")
    },
    open(head = "HEAD", base, options = {}) {
      const request = {
        directory: options.directory ?? directory,
        head: typeof head === "string" ? { kind: "revision" as const, revision: head } : head,
        ...(base === undefined ? {} : { base }),
      }
      return openLocalCheckout(request, new AbortController().signal, { temporaryDirectory, ...options })
    },
    digest() {
      const hash = createHash("sha256")
      for (const name of readdirSync(root, { recursive: true, encoding: "utf8" }).toSorted()) {
        if (name.startsWith("temporary")) continue
        const path = join(root, name)
        const { mode, mtimeMs, size } = lstatSync(path)
        hash.update(`${name} ${mode} ${mtimeMs} ${size}\n`)
        if (lstatSync(path).isFile()) hash.update(readFileSync(path))
      }
      return hash.digest("hex")
    },
    leftovers: () => readdirSync(temporaryDirectory),
    [Symbol.dispose]() {
      rmSync(root, { recursive: true, force: true })
    },
  }
}

/** One line per file: status, kind, path and the marked lines. */
export function summarize(checkout: LocalCheckout): string[] {
  return checkout.diff.files.map((file) => {
    const lines = file.hunks.flatMap((hunk) => hunk.lines).filter((line) => line.kind !== "context")
    return [file.status, file.kind, file.path, ...lines.map((line) => (line.kind === "added" ? "+" : "-") + line.text)].join("|")
  })
}
