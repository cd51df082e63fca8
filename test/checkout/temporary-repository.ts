import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join } from "node:path"

/** What a commit should hold: contents, or an entry of another kind. */
export type Entry = string | Buffer | { readonly link: string } | { readonly submodule: string } | { readonly executable: string }

export interface TemporaryRepository extends Disposable {
  /** Holds the bare repository `project.git` and whatever a test adds. */
  readonly root: string
  readonly directory: string
  git(...parameters: string[]): string
  /** Commits exactly these files, and gives the commit's id. */
  commit(files: Readonly<Record<string, Entry>>, parents?: readonly string[]): string
}

const environment = {
  ...process.env,
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_AUTHOR_NAME: "A",
  GIT_AUTHOR_EMAIL: "a@example.com",
  GIT_COMMITTER_NAME: "A",
  GIT_COMMITTER_EMAIL: "a@example.com",
}

/** Runs git as a person would, without this machine's settings. */
export function runGit(directory: string, parameters: readonly string[], input: string | Buffer = ""): string {
  return execFileSync("git", ["-C", directory, ...parameters], {
    env: environment,
    input,
    encoding: "utf8",
    stdio: ["pipe", "pipe", "pipe"],
    maxBuffer: 1e8,
  }).trimEnd()
}

/** Makes a bare repository that a git server can serve; any path can be committed, whatever the file system thinks of it. */
export function createTemporaryRepository({ objectFormat = "sha1" }: { objectFormat?: "sha1" | "sha256" } = {}): TemporaryRepository {
  const root = mkdtempSync(join(tmpdir(), "expert-test-"))
  const directory = join(root, "project.git")
  runGit(root, ["init", "-q", "--bare", `--object-format=${objectFormat}`, "-b", "main", directory])
  runGit(directory, ["config", "uploadpack.allowFilter", "true"])
  runGit(directory, ["config", "uploadpack.allowReachableSHA1InWant", "true"])
  const git = (...parameters: string[]): string => runGit(directory, parameters)
  return {
    root,
    directory,
    git,
    commit(files, parents = []) {
      const commands: (string | Buffer)[] = [`commit refs/heads/scratch\ncommitter A <a@example.com> 1700000000 +0000\ndata 1\nx\n`]
      if (parents[0]) commands.push(`from ${parents[0]}\n`)
      for (const parent of parents.slice(1)) commands.push(`merge ${parent}\n`)
      commands.push("deleteall\n")
      for (const [path, entry] of Object.entries(files)) commands.push(...toCommands(path, entry))
      const stream = Buffer.concat(["reset refs/heads/scratch\n\n", ...commands, "\n"].map((part) => Buffer.from(part as string)))
      runGit(directory, ["fast-import", "--quiet", "--force"], stream)
      const sha = git("rev-parse", "refs/heads/scratch")
      git("update-ref", "-d", "refs/heads/scratch")
      return sha
    },
    [Symbol.dispose]() {
      rmSync(root, { recursive: true, force: true })
    },
  }
}

/** Writes files below a directory, making folders as needed. */
export function writeFiles(directory: string, files: Readonly<Record<string, string | Buffer>>): void {
  for (const [path, contents] of Object.entries(files)) {
    mkdirSync(dirname(join(directory, path)), { recursive: true })
    writeFileSync(join(directory, path), contents)
  }
}

function toCommands(path: string, entry: Entry): (string | Buffer)[] {
  const name = `"${path.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`
  if (typeof entry === "object" && "submodule" in entry) return [`M 160000 ${entry.submodule} ${name}\n`]
  const contents = Buffer.isBuffer(entry)
    ? entry
    : Buffer.from(typeof entry === "string" ? entry : "link" in entry ? entry.link : (entry as { executable: string }).executable)
  const mode = typeof entry === "string" || Buffer.isBuffer(entry) ? "100644" : "link" in entry ? "120000" : "100755"
  return [`M ${mode} inline ${name}\ndata ${contents.length}\n`, contents, "\n"]
}
