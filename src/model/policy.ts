import { z } from "zod"
import { sections, severities } from "./finding.ts"
import type { Section } from "./finding.ts"

// Long enough for a paragraph of house rules. They go to the model with every review that touches their paths, so each costs money.
const instructionCharacters = 2_000

const Globs = z.array(z.string().min(1).max(500)).max(200)

const GateRule = z.strictObject({
  severity: z.enum(severities).describe("Least severity that blocks."),
  sections: z.array(z.enum(sections)).min(1).optional().describe("Only findings of these sections; every section when left out."),
  paths: Globs.min(1).optional().describe("Only findings in files that match one of these glob patterns; every file when left out."),
})
export type GateRule = z.infer<typeof GateRule>

const Instruction = z.strictObject({
  paths: Globs.min(1).describe("Glob patterns; the text counts for changes of files that match one."),
  text: z.string().min(1).max(instructionCharacters).describe("What the expert should know or look for, in your words."),
})

const Dollars = z.number().min(0).max(10_000)

/** The repository's settings, `.github/expert.yml` at the base commit. Every field has a default: no file is a good file. */
export const Policy = z.strictObject({
  version: z.literal(1).default(1).describe("Format of this file."),
  sections: z
    .strictObject(
      Object.fromEntries(sections.map((section) => [section, z.boolean().default(true)])) as Record<Section, z.ZodDefault<z.ZodBoolean>>,
    )
    .prefault({})
    .describe("Switch a section of the review off with `false`."),
  comment_at: z.enum(severities).default("low").describe("Least severity that gets an inline comment; the rest goes to the report."),
  max_comments: z.number().int().min(0).max(25).default(8).describe("Most inline comments of one review; the rest goes to the report."),
  gate: z
    .union([z.enum(["never", ...severities]), z.array(GateRule).max(20)])
    .default("never")
    .describe("What makes the check fail: a least severity, or a list of `severity` with optional `sections` and `paths`."),
  ignore: Globs.default([]).describe("Glob patterns of paths that are not reviewed."),
  include: Globs.default([]).describe("When there are any, only paths that match one of these glob patterns are reviewed."),
  instructions: z
    .array(Instruction)
    .max(20)
    .default([])
    .describe("What the expert is told about some paths: `paths` and `text`. Read by the model alone."),
  resolve_threads: z
    .boolean()
    .default(false)
    .describe(
      "Resolve our own threads when their finding is fixed. Needs the permission `contents: write`, which the App does not ask for by itself.",
    ),
  drafts: z.boolean().default(false).describe("Review draft pull requests too."),
  bots: z.boolean().default(true).describe("Review pull requests that bots open; with `false` only when somebody asks."),
  labels: z
    .strictObject({
      skip: z.array(z.string().min(1).max(100)).max(50).default([]),
      deepen: z.array(z.string().min(1).max(100)).max(50).default([]),
    })
    .prefault({})
    .describe("Labels of a pull request that keep it from being reviewed (`skip`), or have it reviewed as `/expert full` does (`deepen`)."),
  rules: z
    .record(z.string(), z.enum(["off", ...severities]))
    .default({})
    .describe("Switch a rule off or give it another severity."),
  model: z
    .strictObject({
      enabled: z.boolean().default(true),
      max_usd_per_review: Dollars.default(1.5),
      max_usd_per_pull_request: Dollars.default(5),
      max_usd_per_day: Dollars.default(20),
      max_author_answers_per_day: z.number().int().min(0).max(1_000).default(5),
      gate: z.enum(["never", "panel"]).default("never"),
    })
    .prefault({})
    .describe(
      "The model, where the operator has one: whether it takes part, what it may cost (US dollars; a day is one of this repository; the operator's own limits count besides), how many of its answers to commands an author without triage access has in a day (others are bound by the dollars alone), and whether its findings may block (`never`, or `panel` for those that three independent checks could not refute).",
    ),
})
export type Policy = z.infer<typeof Policy>

export const defaultPolicy: Policy = Policy.parse({})
