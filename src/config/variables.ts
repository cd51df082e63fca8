import { modelPrices, priceOf } from "../expert/spending/prices.ts"
import { z } from "zod"
import {
  dollarsUpTo,
  integerBetween,
  refuseWrongModelUrl,
  refuseWrongApiUrl,
  refuseWrongDatabaseUrl,
  refuseWrongPublicUrl,
} from "./check-variable.ts"

export type Environment = Readonly<Record<string, string | undefined>>

const logLevels = ["trace", "debug", "info", "warn", "error", "fatal"] as const
export type LogLevel = (typeof logLevels)[number]

const efforts = ["low", "medium", "high", "xhigh", "max"] as const
export type Effort = (typeof efforts)[number]

const models = modelPrices.map(({ model }) => model)
const unknownModel = `names a model whose price is not known here, so no limit of its cost could be kept: use one of ${models.join(", ")}`

/** What stands for no model. */
export const noModel = "none"

/** The page of GitHub that most values come from, as a path through its menus. */
export const appPage = "GitHub: Settings → Developer settings → GitHub Apps → your App"

const newSecret = `make one with \`openssl rand -hex 32\` and enter it under ${appPage} → General → Webhook → Secret too`

// An environment variable is text; the description becomes the README table, the message what a mistaken operator reads.
const Variables = z.object({
  APP_ID: variable("Number of the GitHub App.", { where: `${appPage} → General → App ID` }).regex(
    /^[1-9]\d{0,14}$/,
    `must be the number shown under ${appPage} → General → App ID (not the Client ID)`,
  ),
  PRIVATE_KEY: variable(
    "Private key of the App, the text of the `.pem` file; line ends may be written as `\\n`. Set this or `PRIVATE_KEY_PATH`.",
    {
      where: `${appPage} → General → Private keys → Generate a private key`,
    },
  ),
  PRIVATE_KEY_PATH: variable("Path of the `.pem` file with the private key."),
  WEBHOOK_SECRET: variable("Secret that GitHub signs events with, at least 16 characters.", {
    where: `${appPage} → General → Webhook → Secret`,
  })
    // Probot's own default, so that anybody could sign with it.
    .refine((secret) => secret !== "development", `must not be the word "development", which everybody knows: ${newSecret}`)
    .refine((secret) => secret === "development" || secret.length >= 16, `is shorter than 16 characters: ${newSecret}`),
  GITHUB_API_URL: variable("REST API of GitHub; for GitHub Enterprise Server `https://HOST/api/v3`.", {
    fallback: "https://api.github.com",
  }).superRefine(refuseWrongApiUrl),
  PUBLIC_URL: variable(
    "Address under which GitHub reaches this server, such as `https://expert.example.com`. Needed for the set-up page.",
  ).superRefine(refuseWrongPublicUrl),
  HOST: variable("Address to listen on; `0.0.0.0` for every network, as a container needs.", { fallback: "127.0.0.1" }),
  PORT: variable("Port to listen on.", { fallback: "3000" }).superRefine(integerBetween(0, 65_535)),
  DATABASE_URL: variable(
    "PostgreSQL, such as `postgres://user:password@host/database`; without it an embedded database in `DATA_DIR`. Needed for more than one replica.",
  ).superRefine(refuseWrongDatabaseUrl),
  DATA_DIR: variable("Folder for the embedded database and the credentials made by the set-up page.", { fallback: "data" }),
  WORKER_CONCURRENCY: variable("Reviews that run at the same time, 1 to 32.", { fallback: "2" }).superRefine(integerBetween(1, 32)),
  ANALYSIS_TIME_LIMIT_SECONDS: variable(
    "How long the analysis of one pull request may take, 5 to 3600. A file that takes all of it is left out and named.",
    {
      fallback: "120",
    },
  ).superRefine(integerBetween(5, 3600)),
  ANALYSIS_MEMORY_MB: variable("Memory of the process that analyses one pull request, 256 to 16384.", { fallback: "1024" }).superRefine(
    integerBetween(256, 16_384),
  ),
  // Kubernetes kills after 30 seconds; what is cut off starts again elsewhere, so shorter is harmless.
  SHUTDOWN_GRACE_SECONDS: variable("How long running reviews may finish after SIGTERM, 0 to 600.", { fallback: "25" }).superRefine(
    integerBetween(0, 600),
  ),
  LOG_LEVEL: variable(`One of ${logLevels.map((level) => `\`${level}\``).join(", ")}.`, { fallback: "info" }).refine(
    (text) => logLevels.some((level) => level === text),
    `must be one of ${logLevels.join(", ")}`,
  ),
  LOG_FORMAT: variable("`json` for machines or `pretty` for people.", { fallback: "json" }).refine(
    (text) => text === "json" || text === "pretty",
    "must be json or pretty",
  ),
  ANTHROPIC_API_KEY: variable("Lets Claude join the review. Without it the deterministic analysis reviews alone.", {
    where: "https://console.anthropic.com → API keys",
  }),
  ANTHROPIC_BASE_URL: variable("Gateway that stands before the model; without it the model's own address.").superRefine(
    refuseWrongModelUrl,
  ),
  EXPERT_MODEL: variable(`Model that reads the change: ${models.map((model) => `\`${model}\``).join(", ")}.`, {
    fallback: "claude-sonnet-5-5",
  }).refine(isKnownModel, unknownModel),
  EXPERT_SMALL_MODEL: variable("Model for small questions: what a change is for, the wording of the report.", {
    fallback: "claude-haiku-5-5",
  }).refine(isKnownModel, unknownModel),
  EXPERT_FALLBACK_MODEL: variable(
    "Model that is asked where one of the others refuses or is overloaded and, where it costs less than `EXPERT_MODEL`, when the money is short; `none` for nobody. Without it the one that the price list names beside `EXPERT_MODEL`, which never costs more.",
  ).refine((name) => name === noModel || isKnownModel(name), `${unknownModel}, or ${noModel} for nobody`),
  EXPERT_EFFORT: variable(`How long the model thinks: one of ${efforts.map((effort) => `\`${effort}\``).join(", ")}.`, {
    fallback: "medium",
  }).refine((text) => efforts.some((effort) => effort === text), `must be one of ${efforts.join(", ")}`),
  MAX_USD_PER_REVIEW: variable("Most US dollars the model may cost in one review, whatever a repository's settings say.", {
    fallback: "4",
  }).superRefine(dollarsUpTo(10_000)),
  MAX_USD_PER_REPOSITORY_DAY: variable("The same for one repository in a day (UTC).", { fallback: "20" }).superRefine(dollarsUpTo(100_000)),
  MAX_USD_PER_INSTALLATION_MONTH: variable("The same for all repositories of one installation in a calendar month (UTC).", {
    fallback: "200",
  }).superRefine(dollarsUpTo(1_000_000)),
})
export type VariableName = keyof typeof Variables.shape
/** What was set and is right; text as the operator wrote it, trimmed. */
export type Values = Partial<Record<VariableName, string>>

/** The settings as a Markdown table, generated from the schema so that the README cannot drift from it. */
export function describeSettings(): string {
  const rows = (Object.keys(Variables.shape) as VariableName[]).map((name) => {
    const meta = metaOf(name)
    const where = meta.where === undefined ? "" : ` Found at ${meta.where}.`
    return `| \`${name}\` | ${meta.fallback === undefined ? "" : `\`${meta.fallback}\``} | ${meta.description}${where} |`
  })
  return ["| variable | default | meaning |", "| --- | --- | --- |", ...rows].join("\n")
}

/** Reads each variable by itself; an empty one counts as unset. Every mistake becomes a sentence in `problems`. */
export function parseVariables(environment: Environment, problems: string[]): Values {
  const values: Values = {}
  for (const [name, schema] of Object.entries(Variables.shape) as [VariableName, z.ZodType<string>][]) {
    const text = environment[name]?.trim()
    if (text === undefined || text === "") continue
    const parsed = schema.safeParse(text)
    if (parsed.success) values[name] = parsed.data
    else problems.push(...parsed.error.issues.map((issue) => `${name} ${issue.message}.`))
  }
  return values
}

/** The value of an unset variable; empty when it has none. */
export function fallbackOf(name: VariableName): string {
  return metaOf(name).fallback ?? ""
}

/** Where the value of a variable is found. */
export function whereIs(name: VariableName): string {
  return metaOf(name).where ?? ""
}

function isKnownModel(name: string): boolean {
  return priceOf(name) !== null
}

function metaOf(name: VariableName): VariableMeta & { readonly description: string } {
  return Variables.shape[name].meta() as VariableMeta & { readonly description: string }
}

interface VariableMeta {
  readonly fallback?: string
  readonly where?: string
}

function variable(description: string, meta: VariableMeta = {}) {
  return z.string().meta({ description, ...meta })
}
