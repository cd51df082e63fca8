import { existsSync, readdirSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { z } from "zod"
import type { CorpusRepository } from "../corpus/repository.ts"
import { openRepository } from "../corpus/repository.ts"
import { emptySide, sideOf, withFiles } from "../corpus/change.ts"
import type { Side } from "../corpus/change.ts"

const Region = z.object({
  /** Of the head; `*` in what must be silent means every path. */
  path: z.string(),
  start: z.int().positive().optional(),
  end: z.int().positive().optional(),
  /** Weakness ids of one defect, such as `["CWE-89"]`; empty when it has none. */
  cwe: z.array(z.string()).default([]),
  /** The report section a finding must be in when it has no weakness id. */
  section: z.string().optional(),
})

/** What `case.json` says. `base/` and `head/` stand beside it, or it names two commits of a repository of the corpus. */
const CaseFile = z.object({
  id: z.string(),
  title: z.string().default(""),
  body: z.string().default(""),
  expect: z.array(Region).default([]),
  silent: z.array(Region).default([]),
  category: z.string().default(""),
  repository: z.string().optional(),
  base: z.string().optional(),
  head: z.string().optional(),
})
export type EvalRegion = z.infer<typeof Region>

/** One pull request whose defects are known. It is clean when it expects none. */
export interface EvalCase {
  readonly id: string
  readonly title: string
  readonly body: string
  readonly expect: readonly EvalRegion[]
  readonly silent: readonly EvalRegion[]
  readonly category: string
  readonly repository: CorpusRepository | null
  readonly base: Side
  readonly head: Side
}

/** Reads every folder with a `case.json`, in the order of their names. Throws when one is not what it should be. */
export function readCases(folder: string, corpus: string | null): readonly EvalCase[] {
  return readdirSync(folder)
    .toSorted()
    .filter((name) => existsSync(join(folder, name, "case.json")))
    .map((name) => readCase(join(folder, name), corpus))
}

function readCase(folder: string, corpus: string | null): EvalCase {
  const { repository: name, base, head, ...rest } = CaseFile.parse(JSON.parse(readFileSync(join(folder, "case.json"), "utf8")))
  if (name === undefined)
    return { ...rest, repository: null, base: sideFrom(filesBelow(join(folder, "base"))), head: sideFrom(filesBelow(join(folder, "head"))) }
  const repository = corpus === null ? null : openRepository(corpus, name)
  if (repository === null || base === undefined || head === undefined)
    throw new Error(`${rest.id}: needs base and head, and ${name} in the folder that --corpus names`)
  return { ...rest, repository, base: sideOf(repository, base), head: sideOf(repository, head) }
}

/** A tree made of texts. */
export function sideFrom(files: ReadonlyMap<string, string>): Side {
  return files.size === 0 ? emptySide : withFiles(emptySide, files)
}

function filesBelow(folder: string, prefix = ""): ReadonlyMap<string, string> {
  if (!existsSync(folder)) return new Map()
  return new Map(
    readdirSync(folder).flatMap((name): [string, string][] => {
      const path = join(folder, name)
      return statSync(path).isDirectory() ? [...filesBelow(path, `${prefix}${name}/`)] : [[prefix + name, readFileSync(path, "utf8")]]
    }),
  )
}
