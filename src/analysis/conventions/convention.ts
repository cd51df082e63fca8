import type { Convention, ConventionKind } from "../../model/analysis.ts"

/** One place that could follow a convention. */
export interface Observation {
  readonly kind: ConventionKind
  readonly path: string
  readonly line: number
  /** The way it is done here, as the code names it; `null` when it is not done at all. */
  readonly way: string | null
  /** What it is: `POST /orders`, a file. */
  readonly label: string
}

/** A convention with everything it was read from. */
export interface Inferred extends Convention {
  /** The way most of them do it. */
  readonly way: string
}

// Below this a custom cannot be told from chance.
const LEAST_SIBLINGS = 4
const LEAST_SHARE = 0.8

/** Kinds where being done at all counts and not in which way: whatever validates, validates. */
const ANY_WAY: ReadonlySet<ConventionKind> = new Set([
  "validation",
  "auth",
  "async-wrapper",
  "data-layer",
  "pagination",
  "documentation",
  "environment",
])

/** The custom of these siblings, or `null` when they have none: at least four, and four of five alike. */
export function inferFrom(siblings: readonly Observation[], describe: (way: string) => string): Inferred | null {
  const kind = siblings[0]?.kind
  if (kind === undefined || siblings.length < LEAST_SIBLINGS) return null
  const counts = new Map<string, number>()
  for (const { way } of siblings) if (way !== null) counts.set(way, (counts.get(way) ?? 0) + 1)
  const commonest = [...counts].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))[0]
  if (!commonest) return null
  const follows = (each: Observation) => (ANY_WAY.has(kind) ? each.way !== null : each.way === commonest[0])
  const following = siblings.filter(follows)
  if (following.length < siblings.length * LEAST_SHARE) return null
  const shown = following.filter((each) => each.way === commonest[0])
  // Two files teach more than two lines of one.
  const first = shown[0] as Observation
  const second = shown.find((each) => each.path !== first.path) ?? shown[1]
  return {
    kind,
    way: commonest[0],
    statement: describe(commonest[0]),
    support: following.length,
    of: siblings.length,
    examples: [first, ...(second ? [second] : [])].map(({ path, line, label }) => ({ path, line, what: label })),
  }
}

/** The siblings nearest to a path that are enough to tell a custom: its own file, its folder, the folder above, everything. */
export function siblingsNear(all: readonly Observation[], path: string): readonly Observation[] {
  const folder = path.slice(0, Math.max(0, path.lastIndexOf("/")))
  const above = folder.slice(0, Math.max(0, folder.lastIndexOf("/")))
  for (const isNear of [
    (each: Observation) => each.path === path,
    (each: Observation) => each.path.slice(0, Math.max(0, each.path.lastIndexOf("/"))) === folder,
    (each: Observation) => above !== "" && each.path.startsWith(`${above}/`),
  ]) {
    const near = all.filter(isNear)
    if (near.length >= LEAST_SIBLINGS) return near
  }
  return all
}
