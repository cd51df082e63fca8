import { existsSync, readdirSync, readFileSync, statSync } from "node:fs"
import { join } from "node:path"
import { z } from "zod"
import { categoryNames } from "../../src/expert/categories.ts"
import { severities } from "../../src/model/finding.ts"
import type { CorpusRepository } from "../corpus/repository.ts"
import { openRepository } from "../corpus/repository.ts"
import { emptySide, sideOf, withFiles } from "../corpus/change.ts"
import type { Side } from "../corpus/change.ts"

const Region = z.strictObject({
  /** Of the head; `*` in what must be silent means every path. */
  path: z.string(),
  start: z.int().positive().optional(),
  end: z.int().positive().optional(),
  /** Weakness ids of one defect, such as `["CWE-89"]`; empty when it has none. */
  cwe: z.array(z.string()).default([]),
  /** The report section a finding must be in when it has no weakness id. */
  section: z.string().optional(),
  /** What somebody who sees the defect says of it; scripted models say just that. */
  category: z.enum(categoryNames).optional(),
  severity: z.enum(severities).optional(),
  title: z.string().optional(),
  claim: z.string().optional(),
  trigger: z.string().optional(),
})

/**
 * What `case.json` says. Either `base/` and `head/` stand beside it as whole trees; or it names a service, a whole tree beside the cases, and `head/` holds
 * what the change puts into it, `mended/` what the change is without its defects; or it names two commits of a repository of the corpus.
 */
const CaseFile = z.strictObject({
  // Names files of cassettes.
  id: z.string().regex(/^\w[\w.-]*$/, "letters, digits, dots and hyphens"),
  title: z.string().default(""),
  body: z.string().default(""),
  expect: z.array(Region).default([]),
  silent: z.array(Region).default([]),
  category: z.string().default(""),
  service: z.string().optional(),
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
  /** The head without its defects; absent where nobody wrote it. */
  readonly mended?: Side
}

/**
 * Reads every folder with a `case.json`, in the order of their names; one with `mended/` makes two cases, the change with its defects and `<id>.mended`
 * without. Throws when one is not what it should be, and says which and why.
 */
export function readCases(folder: string, corpus: string | null): readonly EvalCase[] {
  if (!existsSync(folder) || !statSync(folder).isDirectory()) throw new Error(`${folder} is no folder`)
  const names = readdirSync(folder).filter((name) => existsSync(join(folder, name, "case.json")))
  if (names.length === 0) throw new Error(`${folder} holds no case: each is a folder of its own with a case.json in it`)
  const cases = names.toSorted().flatMap((name) => readCase(folder, name, corpus))
  const twice = cases.map(({ id }) => id).find((id, index, all) => all.indexOf(id) !== index)
  if (twice !== undefined) throw new Error(`two cases in ${folder} are called ${twice}`)
  return cases
}

function readCase(folder: string, name: string, corpus: string | null): EvalCase[] {
  const at = join(folder, name)
  const refuse = (why: string): never => {
    throw new Error(`${join(at, "case.json")}: ${why}`)
  }
  const parsed = CaseFile.safeParse(readJson(join(at, "case.json"), refuse))
  if (!parsed.success) return refuse(`\n${z.prettifyError(parsed.error)}`)
  const { service, repository, base, head, ...rest } = parsed.data
  const found: EvalCase = { ...rest, ...readSides({ folder, at, service, repository, base, head, corpus, refuse }) }
  for (const { path, end = 1 } of found.expect) {
    const entry = found.head.entries.get(path)
    if (entry === undefined) refuse(`expects something in ${path}, which is not at the head`)
    const text = found.head.written.get(entry!.id)
    if (text !== undefined && text.split("\n").length < end) refuse(`expects something at ${path}:${end}, behind its last line`)
  }
  if (found.mended === undefined) return [found]
  const silent = found.expect.map(({ path, cwe, section }) => ({ path, cwe, section }))
  const { mended, ...shared } = found
  return [found, { ...shared, id: `${found.id}.mended`, expect: [], silent: [...found.silent, ...silent], head: mended }]
}

interface Named {
  readonly folder: string
  readonly at: string
  readonly service: string | undefined
  readonly repository: string | undefined
  readonly base: string | undefined
  readonly head: string | undefined
  readonly corpus: string | null
  readonly refuse: (why: string) => never
}

function readSides({
  folder,
  at,
  service,
  repository: name,
  base,
  head,
  corpus,
  refuse,
}: Named): Pick<EvalCase, "repository" | "base" | "head" | "mended"> {
  if (name !== undefined) {
    if (corpus === null) return refuse(`needs the repository ${name}: --corpus names the folder that holds it`)
    const repository = openRepository(corpus, name)
    if (repository === null) return refuse(`the repository ${name} is not in ${corpus}`)
    if (base === undefined || head === undefined) return refuse("names a repository without its commits base and head")
    return { repository, base: sideOf(repository, base), head: sideOf(repository, head) }
  }
  const change = filesBelow(join(at, "head"))
  if (change.size === 0) return refuse("has no files in head/ beside it, and names no repository")
  if (service === undefined) return { repository: null, base: sideFrom(filesBelow(join(at, "base"))), head: sideFrom(change) }
  const tree = filesBelow(join(folder, service))
  if (tree.size === 0) return refuse(`the service ${service} is no folder with files in ${folder}`)
  const faulty = withFiles(sideFrom(tree), change)
  const mended = filesBelow(join(at, "mended"))
  return { repository: null, base: sideFrom(tree), head: faulty, ...(mended.size === 0 ? {} : { mended: withFiles(faulty, mended) }) }
}

function readJson(path: string, refuse: (why: string) => never): unknown {
  try {
    return JSON.parse(readFileSync(path, "utf8")) as unknown
  } catch (error) {
    return refuse(error instanceof Error ? error.message : String(error))
  }
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
