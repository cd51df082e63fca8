import type { ChangeKind, ChangeSummary } from "../../model/analysis.ts"
import type { Diff } from "../../model/diff.ts"
import { classifyPath } from "../classify.ts"
import { changedParts } from "./changed-parts.ts"
import type { Part, Sides, Verb } from "./changed-parts.ts"

const MAX_PARTS = 30
const NAMED_PER_PHRASE = 2

/** What the change is and which parts it touches, told from the diff and the two trees, never from the pull request's own words. */
export function summarizeChange(sides: Sides): ChangeSummary {
  const { diff } = sides
  const parts = changedParts(sides)
  const sum = (pick: "additions" | "deletions") => diff.files.reduce((total, file) => total + file[pick], 0)
  return {
    kind: kindOf(diff, parts),
    sentence: sentenceOf(diff, parts),
    parts: parts.slice(0, MAX_PARTS).map((part) => (LABELS[part.kind] === null ? part.name : `${LABELS[part.kind]} ${part.name}`)),
    additions: sum("additions"),
    deletions: sum("deletions"),
  }
}

const LABELS: Readonly<Record<Part["kind"], string | null>> = {
  route: "route",
  model: "model",
  migration: "migration",
  export: "export",
  dependency: "dependency",
  variable: "variable",
  script: null,
  configuration: null,
  container: null,
  test: "test",
  documentation: null,
  file: null,
}

function kindOf(diff: Diff, parts: readonly Part[]): ChangeKind {
  if (diff.files.length === 0) return "empty"
  const kinds = new Set(diff.files.map((file) => classifyPath(file.path)))
  const only = (...allowed: readonly string[]) => [...kinds].every((kind) => allowed.includes(kind))
  if (only("documentation")) return "documentation"
  if (only("test", "documentation")) return "test"
  if (only("manifest", "lockfile", "documentation"))
    return parts.some((part) => part.kind === "dependency") || kinds.has("lockfile") ? "dependency" : "configuration"
  if (only("manifest", "lockfile", "configuration", "container", "documentation", "other")) return "configuration"
  const interfaces = parts.filter(
    (part) => part.kind === "route" || part.kind === "model" || part.kind === "migration" || part.kind === "export",
  )
  if (interfaces.some((part) => part.verb === "adds")) return "feature"
  const additions = diff.files.reduce((total, file) => total + file.additions, 0)
  const deletions = diff.files.reduce((total, file) => total + file.deletions, 0)
  const renamed = diff.files.filter((file) => file.status === "renamed" || file.status === "deleted").length
  if (interfaces.some((part) => part.verb === "removes") || renamed * 2 >= diff.files.length || deletions > additions) return "refactoring"
  return additions + deletions <= 120 ? "fix" : "feature"
}

function sentenceOf(diff: Diff, parts: readonly Part[]): string {
  if (diff.files.length === 0) return "Changes no file."
  const phrases: string[] = []
  for (const kind of [
    "route",
    "model",
    "migration",
    "dependency",
    "export",
    "container",
    "configuration",
    "script",
    "test",
    "documentation",
    "file",
  ] as const) {
    for (const verb of ["adds", "changes", "removes"] as const) {
      const own = parts.filter((part) => part.kind === kind && part.verb === verb)
      if (own.length > 0 && phrases.length < 4) phrases.push(phraseOf(verb, kind, own))
    }
  }
  const files = `${diff.files.length} file${diff.files.length === 1 ? "" : "s"}`
  if (phrases.length === 0) return `Changes code in ${files}.`
  const text = phrases.length === 1 ? (phrases[0] as string) : `${phrases.slice(0, -1).join(", ")} and ${phrases.at(-1)}`
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}, in ${files}.`
}

const NOUNS: Readonly<Record<Part["kind"], readonly [string, string]>> = {
  route: ["route", "routes"],
  model: ["model", "models"],
  migration: ["migration", "migrations"],
  export: ["export", "exports"],
  dependency: ["dependency", "dependencies"],
  variable: ["variable", "variables"],
  script: ["script", "scripts"],
  configuration: ["configuration file", "configuration files"],
  container: ["container file", "container files"],
  test: ["test file", "test files"],
  documentation: ["document", "documents"],
  file: ["other file", "other files"],
}

function phraseOf(verb: Verb, kind: Part["kind"], parts: readonly Part[]): string {
  const [one, many] = NOUNS[kind]
  const quote = (part: Part) => `\`${part.name.replaceAll("`", "'").slice(0, 80)}\``
  if (parts.length === 1) return `${verb} the ${one} ${quote(parts[0] as Part)}`
  const named = parts.slice(0, NAMED_PER_PHRASE).map(quote).join(", ")
  return `${verb} ${parts.length} ${many} (${named}${parts.length > NAMED_PER_PHRASE ? ", …" : ""})`
}
