import { readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { z } from "zod"
import { integerBetween, refuseWrongApiUrl, refuseWrongDatabaseUrl, refuseWrongPublicUrl } from "./config/check-variable.ts"
import { parsePrivateKey } from "./config/parse-private-key.ts"

/** Everything the operator decides, checked once at start-up. */
export interface Config extends Settings {
  readonly github: GitHubSettings & AppCredentials
}

/** What is known without GitHub credentials; enough to serve the set-up page. */
export interface Settings {
  readonly github: GitHubSettings
  readonly server: {
    readonly host: string
    /** 0 lets the system choose. */
    readonly port: number
    /** Address under which GitHub reaches this server, without a trailing slash; `null` when not told. */
    readonly publicUrl: string | null
    readonly shutdownGraceMs: number
  }
  readonly storage: {
    /** `null` means the embedded database inside `dataDir`. */
    readonly databaseUrl: string | null
    /** Absolute path. */
    readonly dataDir: string
  }
  readonly log: { readonly level: LogLevel; readonly format: "json" | "pretty" }
  readonly worker: { readonly concurrency: number }
  readonly anthropicApiKey: string | null
}

export interface GitHubSettings {
  /** Base of the REST API, without a trailing slash. */
  readonly apiUrl: string
  /** Base of the web pages, without a trailing slash. */
  readonly webUrl: string
}

export interface AppCredentials {
  readonly appId: number
  /** PEM, with real line ends. */
  readonly privateKey: string
  readonly webhookSecret: string
}

export type ParsedConfig =
  | { readonly kind: "ready"; readonly config: Config }
  /** No credentials at all: offer the set-up instead of serving. */
  | { readonly kind: "unconfigured"; readonly settings: Settings }
  /** Every mistake at once, each a sentence saying what to set and where its value is found. */
  | { readonly kind: "invalid"; readonly problems: readonly string[] }

/** What the set-up page keeps under the data folder, so that the next start finds it. */
export const SavedCredentials = z.object({
  version: z.literal(1),
  /** Credentials of one GitHub mean nothing to another. */
  apiUrl: z.string(),
  appId: z.number().int().positive(),
  privateKey: z.string().min(1),
  webhookSecret: z.string().min(1),
  htmlUrl: z.string(),
})
export type SavedCredentials = z.infer<typeof SavedCredentials>

/** The file the set-up page writes and `parseConfig` reads. */
export function credentialsPath(dataDir: string): string {
  return join(dataDir, "credentials.json")
}

type Environment = Readonly<Record<string, string | undefined>>
type ReadFile = (path: string) => string

const logLevels = ["trace", "debug", "info", "warn", "error", "fatal"] as const
type LogLevel = (typeof logLevels)[number]

const appPage = "GitHub: Settings → Developer settings → GitHub Apps → your App"

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
    .refine(
      (secret) => secret !== "development",
      'must not be the word "development", which everybody knows; make one with `openssl rand -hex 32` and enter it on GitHub too',
    )
    .refine(
      (secret) => secret === "development" || secret.length >= 16,
      `is shorter than 16 characters; make one with \`openssl rand -hex 32\` and enter it under ${appPage} → General → Webhook → Secret too`,
    ),
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
})
const credentialNames = ["APP_ID", "PRIVATE_KEY", "PRIVATE_KEY_PATH", "WEBHOOK_SECRET"] as const
type VariableName = keyof typeof Variables.shape
type Values = Partial<Record<VariableName, string>>

/** Reads the environment of this process and the files it names. Never throws. */
export function readConfig(): ParsedConfig {
  return parseConfig(process.env, (path) => readFileSync(path, "utf8"))
}

/**
 * Environment → configuration. An empty variable counts as unset. `readFile` gets the private key file and the saved
 * credentials; it throws like `readFileSync`. Credentials in the environment come first; the saved ones are used only when
 * the environment has none, because half of one App and half of another would sign nothing. Never throws.
 */
export function parseConfig(environment: Environment, readFile: ReadFile): ParsedConfig {
  const problems: string[] = []
  const values = parseVariables(environment, problems)
  const settings = composeSettings(values)
  const credentials = credentialNames.some((name) => !isUnset(environment, name))
    ? parseCredentials(values, environment, readFile, problems)
    : readSavedCredentials(settings, readFile, problems)
  if (problems.length > 0) return { kind: "invalid", problems }
  if (credentials === null) return { kind: "unconfigured", settings }
  return { kind: "ready", config: { ...settings, github: { ...settings.github, ...credentials } } }
}

/** The settings as a Markdown table, generated from the schema so that the README cannot drift from it. */
export function describeSettings(): string {
  const rows = Object.entries(Variables.shape).map(([name, schema]) => {
    const meta = schema.meta() as VariableMeta & { readonly description: string }
    const where = meta.where === undefined ? "" : ` Found at ${meta.where}.`
    return `| \`${name}\` | ${meta.fallback === undefined ? "" : `\`${meta.fallback}\``} | ${meta.description}${where} |`
  })
  return ["| variable | default | meaning |", "| --- | --- | --- |", ...rows].join("\n")
}

interface VariableMeta {
  readonly fallback?: string
  readonly where?: string
}

function variable(description: string, meta: VariableMeta = {}) {
  return z.string().meta({ description, ...meta })
}

function parseVariables(environment: Environment, problems: string[]): Values {
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

function composeSettings(values: Values): Settings {
  const apiUrl = withoutTrailingSlash(values.GITHUB_API_URL ?? fallbackOf("GITHUB_API_URL"))
  return {
    github: { apiUrl, webUrl: webUrlOf(apiUrl) },
    server: {
      host: values.HOST ?? fallbackOf("HOST"),
      port: Number(values.PORT ?? fallbackOf("PORT")),
      publicUrl: values.PUBLIC_URL === undefined ? null : withoutTrailingSlash(values.PUBLIC_URL),
      shutdownGraceMs: Number(values.SHUTDOWN_GRACE_SECONDS ?? fallbackOf("SHUTDOWN_GRACE_SECONDS")) * 1000,
    },
    storage: { databaseUrl: values.DATABASE_URL ?? null, dataDir: resolve(values.DATA_DIR ?? fallbackOf("DATA_DIR")) },
    log: {
      level: (values.LOG_LEVEL ?? fallbackOf("LOG_LEVEL")) as LogLevel,
      format: (values.LOG_FORMAT ?? fallbackOf("LOG_FORMAT")) as "json" | "pretty",
    },
    worker: { concurrency: Number(values.WORKER_CONCURRENCY ?? fallbackOf("WORKER_CONCURRENCY")) },
    anthropicApiKey: values.ANTHROPIC_API_KEY ?? null,
  }
}

function fallbackOf(name: VariableName): string {
  return (Variables.shape[name].meta() as VariableMeta).fallback ?? ""
}

// github.com answers on another host, GitHub Enterprise Cloud with data residency on api.NAME.ghe.com, Server under a path.
function webUrlOf(apiUrl: string): string {
  const url = new URL(apiUrl)
  if (url.pathname === "/" && url.hostname.startsWith("api.")) url.hostname = url.hostname.slice("api.".length)
  return url.origin
}

function parseCredentials(values: Values, environment: Environment, readFile: ReadFile, problems: string[]): AppCredentials | null {
  for (const name of ["APP_ID", "WEBHOOK_SECRET"] as const) {
    if (isUnset(environment, name))
      problems.push(`${name} is not set: the value is found at ${(Variables.shape[name].meta() as VariableMeta).where}.`)
  }
  const privateKey = readPrivateKey(values, readFile, problems)
  if (privateKey === null || values.APP_ID === undefined || values.WEBHOOK_SECRET === undefined) return null
  return { appId: Number(values.APP_ID), privateKey, webhookSecret: values.WEBHOOK_SECRET }
}

function isUnset(environment: Environment, name: VariableName): boolean {
  return (environment[name] ?? "").trim() === ""
}

function readPrivateKey({ PRIVATE_KEY: text, PRIVATE_KEY_PATH: path }: Values, readFile: ReadFile, problems: string[]): string | null {
  if (text !== undefined && path !== undefined) {
    problems.push("PRIVATE_KEY and PRIVATE_KEY_PATH are both set: keep one of them.")
    return null
  }
  if (text !== undefined) return acceptKey(text, "PRIVATE_KEY", problems)
  if (path === undefined) {
    problems.push(
      `PRIVATE_KEY is not set: set it, or PRIVATE_KEY_PATH, to the key made under ${appPage} → General → Private keys → Generate a private key.`,
    )
    return null
  }
  try {
    return acceptKey(readFile(path), "PRIVATE_KEY_PATH", problems)
  } catch (error) {
    problems.push(
      `PRIVATE_KEY_PATH names a file that cannot be read (${codeOf(error)}): give the path of the \`.pem\` file that GitHub let you download.`,
    )
    return null
  }
}

function acceptKey(text: string, name: string, problems: string[]): string | null {
  const pem = parsePrivateKey(text)
  if (pem === null) {
    problems.push(
      `${name} is not an RSA private key: use the whole text of the \`.pem\` file, from "-----BEGIN RSA PRIVATE KEY-----" to the END line, with line ends kept or written as \\n.`,
    )
  }
  return pem
}

function readSavedCredentials(settings: Settings, readFile: ReadFile, problems: string[]): AppCredentials | null {
  const path = credentialsPath(settings.storage.dataDir)
  const mend = "mend it, or remove it and set up the App again"
  let text: string
  try {
    text = readFile(path)
  } catch (error) {
    if (codeOf(error) !== "ENOENT") problems.push(`${path} cannot be read (${codeOf(error)}): ${mend}.`)
    return null
  }
  const saved = SavedCredentials.safeParse(parseJson(text))
  if (!saved.success) {
    problems.push(`${path} is damaged: ${mend}.`)
    return null
  }
  if (saved.data.apiUrl !== settings.github.apiUrl) {
    problems.push(
      `GITHUB_API_URL is ${settings.github.apiUrl}, but the saved App belongs to ${saved.data.apiUrl}: set it to that address, or remove ${path} and set up the App again.`,
    )
    return null
  }
  const privateKey = acceptKey(saved.data.privateKey, path, problems)
  return privateKey === null ? null : { appId: saved.data.appId, privateKey, webhookSecret: saved.data.webhookSecret }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "unknown reason"
}

function withoutTrailingSlash(url: string): string {
  return url.replace(/\/+$/, "")
}
