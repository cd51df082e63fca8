import { LineCounter, parseDocument } from "yaml"
import type { Document } from "yaml"
import type { z } from "zod"
import { defaultPolicy, Policy } from "./policy.ts"

export interface PolicyProblem {
  /** 1-based line of the settings file. */
  readonly line: number
  readonly message: string
  /** Which file it is in; the repository's own unless said otherwise. */
  readonly file?: "organisation"
}

export interface ParsedPolicy {
  /** As if the file were not there when it has any problem: half a policy would be a policy nobody wrote. */
  readonly policy: Policy
  readonly problems: readonly PolicyProblem[]
}

/**
 * Reads the settings of a repository, and below them those its owner keeps for all repositories: maps are merged, everything else is replaced by
 * what the repository says. `null` stands for no file. Never throws, whatever the texts.
 */
export function parsePolicy(text: string | null, organisationText: string | null = null): ParsedPolicy {
  const organisation = readSettings(organisationText)
  const repository = readSettings(text)
  const problems = [...organisation.problems.map((problem) => ({ ...problem, file: "organisation" as const })), ...repository.problems]
  // Each was checked alone, and merging adds nothing that was in neither.
  const merged = Policy.safeParse(mergeMaps(organisation.settings, repository.settings))
  return { policy: merged.success ? merged.data : defaultPolicy, problems }
}

/** Takes a settings file, returns its mistakes, with those that only somebody who knows all rules can see. Never throws. */
export function findPolicyMistakes(text: string, isRule: (id: string) => boolean): readonly PolicyProblem[] {
  const { written, problems } = readSettings(text)
  const rules = isMap(written) ? ownValue(written, "rules") : undefined
  if (!isMap(rules)) return problems
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines })
  const unknown = Object.keys(rules).filter((id) => !isRule(id))
  return [
    ...problems,
    ...unknown.map((id) => ({ line: lineOf(document, lines, ["rules", id]), message: `rules.${id}: there is no rule of this name` })),
  ]
}

interface Settings {
  /** As written, without defaults; empty when there is a problem. */
  readonly settings: Readonly<Record<string, unknown>>
  /** The same whatever problems there are. */
  readonly written: unknown
  readonly problems: readonly PolicyProblem[]
}

function readSettings(text: string | null): Settings {
  if (text === null || text.trim() === "") return { settings: {}, written: null, problems: [] }
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const syntax = document.errors.map((error) => ({ line: lines.linePos(error.pos[0]).line, message: firstLine(error.message) }))
  if (syntax.length > 0) return { settings: {}, written: null, problems: syntax }
  const value = readValue(document)
  if (value instanceof Error) return { settings: {}, written: null, problems: [{ line: 1, message: firstLine(value.message) }] }
  const parsed = Policy.safeParse(value ?? {})
  if (parsed.success) return { settings: isMap(value) ? value : {}, written: value, problems: [] }
  const problems = parsed.error.issues.flatMap(chooseIssues).map((issue) => ({
    line: lineOf(document, lines, issue.code === "unrecognized_keys" ? [...issue.path, issue.keys[0] ?? ""] : issue.path),
    message: `${issue.path.join(".") || "settings"}: ${issue.message}`,
  }))
  return { settings: {}, written: value, problems }
}

type Issue = z.core.$ZodIssue

// "Invalid input" helps nobody: of the forms that a setting may have, the one that was meant is the one that fits furthest down.
function chooseIssues(issue: Issue): readonly Issue[] {
  if (issue.code !== "invalid_union") return [issue]
  const depth = (form: readonly Issue[]) => Math.max(0, ...form.map(({ path }) => path.length))
  const meant = issue.errors.toSorted((a, b) => depth(b) - depth(a))[0] ?? []
  return meant.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })).flatMap(chooseIssues)
}

// `toJS` refuses alias bombs by throwing.
function readValue(document: Document.Parsed): unknown {
  try {
    return document.toJS({ maxAliasCount: 50 })
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

function mergeMaps(below: Readonly<Record<string, unknown>>, above: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const keys = new Set([...Object.keys(below), ...Object.keys(above)])
  return Object.fromEntries(
    [...keys].map((key) => {
      const [under, over] = [ownValue(below, key), ownValue(above, key)]
      return [key, isMap(under) && isMap(over) ? mergeMaps(under, over) : (over ?? under)]
    }),
  )
}

function ownValue(map: Readonly<Record<string, unknown>>, key: string): unknown {
  return Object.hasOwn(map, key) ? map[key] : undefined
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
}

function lineOf(document: Document.Parsed, lines: LineCounter, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true) as { range?: [number, number, number] } | undefined
    if (node?.range) return lines.linePos(node.range[0]).line
  }
  return 1
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? text
}
