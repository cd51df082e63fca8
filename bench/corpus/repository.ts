import { execFileSync } from "node:child_process"
import { existsSync } from "node:fs"
import { join } from "node:path"
import type { TreeEntry } from "../../src/model/source.ts"

// A package of a large repository with its lockfile is about this large; more means that something else was asked for.
const maxOutputBytes = 1024 * 1024 * 1024

/** A bare repository of the corpus, read with plain git and never checked out. */
export interface CorpusRepository {
  /** `owner/name`. */
  readonly name: string
  readonly gitDirectory: string
  /** The full id of a revision; `null` where it is not in this repository. */
  resolve(revision: string): string | null
  entriesOf(commit: string): ReadonlyMap<string, TreeEntry>
  /** Texts by blob id; binary and unreadable ones are left out. */
  textsOf(ids: readonly string[]): ReadonlyMap<string, string>
  /** Output of a git command that only reads. */
  git(...parameters: string[]): string
}

/** What to put into the corpus folder, for `--help`. */
export const corpusLayout = "DIR holds bare repositories: DIR/<owner>+<name>/repo, DIR/<owner>+<name>.git or DIR/<owner>/<name>.git."

/** Finds a repository in the corpus; `null` where it was not fetched. */
export function openRepository(corpus: string, name: string): CorpusRepository | null {
  const flat = name.replace("/", "+")
  const places = [join(corpus, flat, "repo"), join(corpus, flat, "repo", ".git"), join(corpus, `${flat}.git`), join(corpus, `${name}.git`)]
  const gitDirectory = places.find((place) => existsSync(join(place, "HEAD")) && existsSync(join(place, "objects")))
  if (gitDirectory === undefined) return null
  const run = (parameters: readonly string[], input?: string): Buffer =>
    execFileSync("git", ["--git-dir", gitDirectory, ...parameters], {
      maxBuffer: maxOutputBytes,
      stdio: ["pipe", "pipe", "ignore"],
      ...(input === undefined ? {} : { input }),
    })
  const texts = new Map<string, string>()
  return {
    name,
    gitDirectory,
    git: (...parameters) => run(parameters).toString("utf8"),
    resolve(revision) {
      try {
        return run(["rev-parse", "--verify", "--quiet", "--end-of-options", `${revision}^{commit}`])
          .toString("utf8")
          .trim()
      } catch {
        return null
      }
    },
    entriesOf(commit) {
      const entries = new Map<string, TreeEntry>()
      for (const line of run(["ls-tree", "-r", "-z", "--full-tree", commit]).toString("utf8").split("\0")) {
        const match = /^(\d+) \w+ ([0-9a-f]+)\t(.+)$/s.exec(line)
        if (match?.[1] && match[2] && match[3]) entries.set(match[3], { path: match[3], mode: match[1], id: match[2] })
      }
      return entries
    },
    textsOf(ids) {
      const wanted = [...new Set(ids)].filter((id) => !texts.has(id))
      if (wanted.length > 0)
        for (const [id, text] of splitBatch(run(["cat-file", "--batch"], `${wanted.join("\n")}\n`))) texts.set(id, text)
      const found = new Map<string, string>()
      for (const id of ids) {
        const text = texts.get(id)
        if (text !== undefined) found.set(id, text)
      }
      // Blobs of one case are rarely those of the next but for the same commit; the cache must not grow over hundreds of them.
      if (texts.size > 20_000) texts.clear()
      return found
    },
  }
}

const decoder = new TextDecoder("utf-8", { fatal: true })

function* splitBatch(output: Buffer): Generator<[string, string]> {
  let offset = 0
  while (offset < output.length) {
    const end = output.indexOf(10, offset)
    if (end === -1) return
    const [id = "", kind = "", size = "0"] = output.toString("latin1", offset, end).split(" ")
    offset = end + 1
    if (kind === "missing") continue
    const contents = output.subarray(offset, offset + Number(size))
    offset += Number(size) + 1
    if (kind !== "blob" || contents.subarray(0, 8000).includes(0)) continue
    try {
      yield [id, decoder.decode(contents)]
    } catch {
      // Not UTF-8: the product does not read it either.
    }
  }
}
