import { LineCounter, parseDocument } from "yaml"
import { z } from "zod"
import { sections, severities } from "./finding.ts"

/** The repository's settings, `.github/expert.yml` at the base commit. Every field has a default: no file is a good file. */
export const Policy = z.strictObject({
  version: z.literal(1).default(1).describe("Format of this file."),
  sections: z
    .strictObject(
      Object.fromEntries(sections.map((section) => [section, z.boolean().default(true)])) as Record<
        (typeof sections)[number],
        z.ZodDefault<z.ZodBoolean>
      >,
    )
    .prefault({})
    .describe("Switch a section of the review off with `false`."),
  comment_at: z.enum(severities).default("low").describe("Least severity that gets an inline comment; the rest goes to the report."),
  max_comments: z.number().int().min(0).max(25).default(8).describe("Most inline comments of one review; the rest goes to the report."),
  gate: z
    .enum(["never", ...severities])
    .default("never")
    .describe("Least severity that makes the check fail."),
  ignore: z.array(z.string().min(1)).max(200).default([]).describe("Glob patterns of paths that are not reviewed."),
  drafts: z.boolean().default(false).describe("Review draft pull requests too."),
  rules: z
    .record(z.string(), z.enum(["off", ...severities]))
    .default({})
    .describe("Switch a rule off or give it another severity."),
})
export type Policy = z.infer<typeof Policy>

export const defaultPolicy: Policy = Policy.parse({})

export interface PolicyProblem {
  /** 1-based line of the settings file. */
  readonly line: number
  readonly message: string
}

export interface ParsedPolicy {
  /** The defaults when there is any problem: half a policy would be a policy nobody wrote. */
  readonly policy: Policy
  readonly problems: readonly PolicyProblem[]
}

/** Reads a settings file; never throws, whatever the text. */
export function parsePolicy(text: string | null): ParsedPolicy {
  if (text === null || text.trim() === "") return { policy: defaultPolicy, problems: [] }
  const lines = new LineCounter()
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false })
  const syntax = document.errors.map((error) => ({ line: lines.linePos(error.pos[0]).line, message: firstLine(error.message) }))
  if (syntax.length > 0) return { policy: defaultPolicy, problems: syntax }
  const value = readValue(document)
  if (value instanceof Error) return { policy: defaultPolicy, problems: [{ line: 1, message: firstLine(value.message) }] }
  const parsed = Policy.safeParse(value ?? {})
  if (parsed.success) return { policy: parsed.data, problems: [] }
  const problems = parsed.error.issues.map((issue) => ({
    line: lineOf(document, lines, issue.code === "unrecognized_keys" ? [...issue.path, issue.keys[0] ?? ""] : issue.path),
    message: `${issue.path.join(".") || "settings"}: ${issue.message}`,
  }))
  return { policy: defaultPolicy, problems }
}

// `toJS` refuses alias bombs by throwing.
function readValue(document: ReturnType<typeof parseDocument>): unknown {
  try {
    return document.toJS({ maxAliasCount: 50 })
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error))
  }
}

function lineOf(document: ReturnType<typeof parseDocument>, lines: LineCounter, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true) as { range?: [number, number, number] } | undefined
    if (node?.range) return lines.linePos(node.range[0]).line
  }
  return 1
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? text
}
