import { writeFileSync } from "node:fs"
import process from "node:process"
import { parseArgs } from "node:util"
import { corpusLayout } from "./repository.ts"

export interface BenchOptions {
  readonly parts: readonly string[]
  readonly corpus: string
  readonly limit: number
  /** Names what would run instead of running it. */
  readonly list: boolean
  readonly verbose: boolean
  /** Whether a name is wanted: contains one of the words of `--only`, or there are none. */
  matches(name: string): boolean
  /** Says on stderr what is being done. */
  progress(line: string): void
  /** Keeps something for `--json`. */
  record(value: unknown): void
}

/** Reads the words after the bench's name; `null` when help was printed or a word was wrong. */
export function parseOptions(name: string, parts: readonly string[], words: readonly string[], help: string): BenchOptions | null {
  const usage = `npm run bench -- ${name} [${parts.join("|")} …] --corpus DIR [--only WORD,…] [--limit N] [--list] [--verbose] [--json FILE]\n\n${help}\n${corpusLayout}`
  let parsed
  try {
    parsed = parseArgs({
      args: [...words],
      allowPositionals: true,
      options: {
        corpus: { type: "string" },
        only: { type: "string" },
        limit: { type: "string" },
        list: { type: "boolean" },
        verbose: { type: "boolean" },
        json: { type: "string" },
        help: { type: "boolean" },
      },
    })
  } catch (error) {
    console.error(`${error instanceof Error ? error.message : String(error)}\n\n${usage}`)
    process.exitCode = 2
    return null
  }
  const { values, positionals } = parsed
  const unknown = positionals.filter((part) => !parts.includes(part))
  if (values.help === true) {
    console.log(usage)
    return null
  }
  if (values.corpus === undefined || unknown.length > 0) {
    console.error(`${unknown.length > 0 ? `Unknown part ${unknown.join(", ")}.` : "--corpus is missing."}\n\n${usage}`)
    process.exitCode = 2
    return null
  }
  const only = (values.only ?? "").split(",").filter((word) => word !== "")
  const records: unknown[] = []
  const json = values.json
  return {
    parts: positionals.length > 0 ? positionals : parts,
    corpus: values.corpus,
    limit: values.limit === undefined ? Infinity : Number(values.limit),
    list: values.list ?? false,
    verbose: values.verbose ?? false,
    matches: (each) => only.length === 0 || only.some((word) => each.toLowerCase().includes(word.toLowerCase())),
    progress: (line) => console.error(line),
    record(value) {
      records.push(value)
      if (json !== undefined) writeFileSync(json, `${JSON.stringify(records, null, 2)}\n`)
    },
  }
}

/** The line every measurement ends with: `NAME key=value …`. */
export function printResult(name: string, values: Readonly<Record<string, number | string>>): void {
  console.log(
    `\n${name} ${Object.entries(values)
      .map(([key, value]) => `${key}=${value}`)
      .join(" ")}`,
  )
}
