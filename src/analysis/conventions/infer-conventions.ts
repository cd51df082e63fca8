import type { Convention, ConventionKind } from "../../model/analysis.ts"
import { routesOf } from "../routes/collect-routes.ts"
import type { Project } from "../source/project.ts"
import { inferFrom } from "./convention.ts"
import type { Inferred, Observation } from "./convention.ts"
import { observeFiles } from "./observe-files.ts"
import { isServiceRoute, observeRoute } from "./observe-routes.ts"

// A service with more routes than this shows its customs in the first of them.
const MAX_ROUTES = 1_500

const DESCRIPTIONS: Readonly<Record<ConventionKind, (way: string) => string>> = {
  validation: (way) =>
    way === "elsewhere" ? "Routes that take a body validate it" : `Routes that take a body validate it (${quoted(way)})`,
  auth: (way) => `Routes ask who is calling (${quoted(way)})`,
  "async-wrapper": (way) => `Asynchronous handlers are wrapped (${quoted(way)})`,
  "data-layer": (way) => `Handlers leave the database to ${way}`,
  pagination: (way) => `Lists are cut into pages (${quoted(way)})`,
  response: (way) =>
    way === "the value itself" ? "Handlers answer with the value itself, without an envelope" : `Handlers answer with ${quoted(way)}`,
  documentation: (way) => `Routes are described at the handler (${quoted(way)})`,
  logger: (way) => (way === "console" ? "Files log with `console`" : "Files log with a logger and not with `console`"),
  "error-class": (way) =>
    way === "Error"
      ? "Errors are plain `Error` objects"
      : way === "own"
        ? "Errors have classes of their own"
        : "Errors are exceptions of the framework",
  transaction: (way) => `Transactions are run with ${quoted(way)}`,
  environment: (way) => `The environment is read in ${quoted(way)} only`,
  "test-place": (way) => (way === "beside the file" ? "Tests stand beside the file they test" : "Tests stand in a folder of their own"),
}

/** Every place of a side that could follow a convention, by kind. Computed once. */
export function observationsOf(project: Project): ReadonlyMap<ConventionKind, readonly Observation[]> {
  return project.once("observations", () => {
    const found = new Map<ConventionKind, Observation[]>()
    const add = (each: Observation) => {
      const known = found.get(each.kind)
      if (known) known.push(each)
      else found.set(each.kind, [each])
    }
    for (const route of routesOf(project).filter(isServiceRoute).slice(0, MAX_ROUTES))
      for (const each of observeRoute(project, route)) add(each)
    for (const each of observeFiles(project)) add(each)
    for (const each of observeEnvironment(project)) add(each)
    return found
  })
}

/** The patterns of this code base, the best supported first; only those that four of five siblings follow. */
export function conventionsOf(project: Project): readonly Convention[] {
  return project.once("conventions", () => {
    const found = [...observationsOf(project)].flatMap(([kind, all]) => inferAs(kind, all) ?? [])
    return found
      .sort((a, b) => b.support - a.support || (a.kind < b.kind ? -1 : 1))
      .map(({ kind, statement, support, of, examples }) => ({ kind, statement, support, of, examples }))
  })
}

/** What these siblings have in common, in words; `null` when it is too little. */
export function inferAs(kind: ConventionKind, siblings: readonly Observation[]): Inferred | null {
  return inferFrom(siblings, DESCRIPTIONS[kind])
}

function* observeEnvironment(project: Project): Generator<Observation> {
  const reads = project.sourcePaths.flatMap((path) => {
    if (/(?:^|\/)(?:tests?|__tests__|scripts?|e2e|bench\w*|examples?)\/|\.config\.|[.-](?:test|spec)\./.test(path)) return []
    const count = (project.textOf(path) ?? "").match(/\bprocess\.env\.(?!NODE_ENV\b)[A-Z]/g)?.length ?? 0
    return count === 0 ? [] : [{ path, count }]
  })
  const home = [...reads].sort((a, b) => b.count - a.count || (a.path < b.path ? -1 : 1))[0]
  if (!home || !/config|env|settings/i.test(home.path)) return
  for (const { path, count } of reads)
    for (let index = 0; index < Math.min(count, 200); index++)
      yield { kind: "environment", path, line: 1, way: path === home.path ? home.path : null, label: path }
}

function quoted(text: string): string {
  return `\`${text.replaceAll("`", "'")}\``
}
