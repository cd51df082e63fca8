import { analyzeWith } from "../../../src/analysis/analyze.ts"
import { rules } from "../../../src/analysis/rules/index.ts"
import { defaultPolicy } from "../../../src/model/policy.ts"
import { aDiff, aTree } from "../../support/analysis-input.ts"

/** What a file imports: what is bound (`pg`, `{ Pool }`, `* as fs`) and from where. */
export type Import = readonly [bound: string, from: string]

/** One small program and what has to be said about it. */
export interface Cell {
  readonly name: string
  /** Packages of the manifest with their ranges. */
  readonly packages: Readonly<Record<string, string>>
  /** Files by their name inside the folder of the cell. */
  readonly files: Readonly<Record<string, string>>
  /** The rule that has to report; `null` where everything is safe. */
  readonly rule: string | null
}

/** A dangerous call and the same thing done right. */
export interface Sink {
  readonly name: string
  readonly rule: string
  readonly packages?: Readonly<Record<string, string>>
  readonly imports?: readonly Import[]
  /** Statements of the module above the handler. */
  readonly setup?: string
  /** Statements of the handler; `data` is an expression of request data. */
  readonly use: (data: string) => string
  readonly safe: readonly ((data: string) => string)[]
  /** Where an object has to arrive instead of a text. */
  readonly takesShape?: true
}

const ALSO_JUDGED = new Set(["no-archive-path-escape", "no-ldap-injection", "no-request-key-write", "no-unsafe-deserialization"])

/** The flows are judged by their rules alone: nothing else of the programs is meant to be good. */
const judged = rules.filter(({ kind, id }) => kind === "flow" || ALSO_JUDGED.has(id))

/** Analyses all cells that need the same packages as one repository and gives the names of those that are not told of as they should be. */
export async function misjudged(cells: readonly Cell[]): Promise<string[]> {
  const byPackages = new Map<string, Cell[]>()
  for (const cell of cells) {
    const key = JSON.stringify(Object.entries(cell.packages).toSorted(([one], [other]) => one.localeCompare(other)))
    byPackages.set(key, [...(byPackages.get(key) ?? []), cell])
  }
  const wrong: string[] = []
  for (const group of byPackages.values()) wrong.push(...(await misjudgedTogether(group)))
  return wrong
}

async function misjudgedTogether(cells: readonly Cell[]): Promise<string[]> {
  const manifest = JSON.stringify({ private: true, dependencies: cells[0]?.packages })
  const files = new Map([["package.json", manifest]])
  for (const [index, cell] of cells.entries()) for (const [name, text] of Object.entries(cell.files)) files.set(placeOf(index, name), text)
  const base = aTree({ "package.json": manifest })
  const head = aTree(files)
  const { findings, coverage } = await analyzeWith(judged, { diff: aDiff(base, head), base, head, policy: defaultPolicy, clock: () => 0 })
  const failed = coverage.failed.map(({ path, reason }) => `${path}: ${reason}`)
  return [
    ...failed,
    ...cells.flatMap((cell, index) => {
      const places = new Set(Object.keys(cell.files).map((name) => placeOf(index, name)))
      const said = findings.filter(({ path }) => places.has(path)).map(({ rule }) => rule)
      if (cell.rule === null) return said.length === 0 ? [] : [`${cell.name}: says ${said.join(", ")}`]
      return said.includes(cell.rule) ? [] : [`${cell.name}: misses ${cell.rule}${said.length > 0 ? `, says ${said.join(", ")}` : ""}`]
    }),
  ]
}

// A path that begins with a slash is kept: some frameworks go by where a file stands.
function placeOf(index: number, name: string): string {
  return name.startsWith("/") ? `apps/c${index}${name}` : `src/c${index}/${name}`
}

/** The imports of a file in one of the two ways. */
export function importing(imports: readonly Import[], style: "commonjs" | "esm"): string {
  return imports
    .map(([bound, from]) =>
      style === "esm" ? `import ${bound} from "${from}"` : `const ${bound.replace("* as ", "")} = require("${from}")`,
    )
    .join("\n")
}
