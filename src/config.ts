import { readFileSync } from "node:fs"
import { join, resolve } from "node:path"
import { z } from "zod"
import { modelEnvironment } from "./config/model-environment.ts"
import type { ModelEnvironment } from "./config/model-environment.ts"
import { parsePrivateKey } from "./config/parse-private-key.ts"
import { appPage, fallbackOf, noModel, parseVariables, whereIs } from "./config/variables.ts"
import type { Effort, Environment, LogLevel, Values, VariableName } from "./config/variables.ts"
import { UserError } from "./errors.ts"
import { priceOf } from "./expert/spending/prices.ts"
import type { Patience } from "./expert/loop/retries.ts"
import type { SpendingCaps } from "./model/cost.ts"

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
  /** What one analysis may take; `memoryMb` is of the process it runs in. */
  readonly analysis: { readonly limitMs: number; readonly memoryMb: number }
  /** How the model is asked; `null` without a key. */
  readonly model: ModelSettings | null
  readonly spending: SpendingCaps
}

export interface ModelSettings {
  readonly model: string
  readonly smallModel: string
  /** Asked where another refuses or is overloaded; `null` for nobody. */
  readonly fallbackModel: string | null
  readonly effort: Effort
  /** How long its provider is waited for; the usual where it is left out. */
  readonly patience?: Patience
  /** All that the process which asks it finds in its environment. */
  readonly environment: ModelEnvironment
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

type ReadFile = (path: string) => string

const credentialNames = ["APP_ID", "PRIVATE_KEY", "PRIVATE_KEY_PATH", "WEBHOOK_SECRET"] as const

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
  const settings = composeSettings(values, environment)
  const credentials = credentialNames.some((name) => !isUnset(environment, name))
    ? parseCredentials(values, environment, readFile, problems)
    : readSavedCredentials(settings, readFile, problems)
  if (problems.length > 0) return { kind: "invalid", problems }
  if (credentials === null) return { kind: "unconfigured", settings }
  return { kind: "ready", config: { ...settings, github: { ...settings.github, ...credentials } } }
}

const modelNames = [
  "ANTHROPIC_API_KEY",
  "ANTHROPIC_BASE_URL",
  "EXPERT_MODEL",
  "EXPERT_SMALL_MODEL",
  "EXPERT_FALLBACK_MODEL",
  "EXPERT_EFFORT",
  "MAX_USD_PER_REVIEW",
] as const

/** Environment → how the command line asks the model; `null` without a key. @throws UserError that lists every mistake */
export function readLocalModel(environment: Environment): { readonly settings: ModelSettings; readonly reviewUsd: number } | null {
  const problems: string[] = []
  const values = parseVariables(Object.fromEntries(modelNames.map((name) => [name, environment[name]])), problems)
  if (problems.length > 0) throw new UserError(problems.join("\n"))
  const settings = composeModelSettings(values, environment)
  return settings === null ? null : { settings, reviewUsd: Number(values.MAX_USD_PER_REVIEW ?? fallbackOf("MAX_USD_PER_REVIEW")) }
}

function composeSettings(values: Values, environment: Environment): Settings {
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
    analysis: {
      limitMs: Number(values.ANALYSIS_TIME_LIMIT_SECONDS ?? fallbackOf("ANALYSIS_TIME_LIMIT_SECONDS")) * 1000,
      memoryMb: Number(values.ANALYSIS_MEMORY_MB ?? fallbackOf("ANALYSIS_MEMORY_MB")),
    },
    model: composeModelSettings(values, environment),
    spending: {
      reviewUsd: Number(values.MAX_USD_PER_REVIEW ?? fallbackOf("MAX_USD_PER_REVIEW")),
      repositoryDayUsd: Number(values.MAX_USD_PER_REPOSITORY_DAY ?? fallbackOf("MAX_USD_PER_REPOSITORY_DAY")),
      installationMonthUsd: Number(values.MAX_USD_PER_INSTALLATION_MONTH ?? fallbackOf("MAX_USD_PER_INSTALLATION_MONTH")),
    },
  }
}

function composeModelSettings(values: Values, environment: Environment): ModelSettings | null {
  const { ANTHROPIC_API_KEY: key, ANTHROPIC_BASE_URL: baseUrl } = values
  if (key === undefined) return null
  const model = values.EXPERT_MODEL ?? fallbackOf("EXPERT_MODEL")
  const fallbackModel = values.EXPERT_FALLBACK_MODEL ?? priceOf(model)?.standIn ?? null
  return {
    model,
    smallModel: values.EXPERT_SMALL_MODEL ?? fallbackOf("EXPERT_SMALL_MODEL"),
    fallbackModel: fallbackModel === noModel ? null : fallbackModel,
    effort: (values.EXPERT_EFFORT ?? fallbackOf("EXPERT_EFFORT")) as Effort,
    environment: modelEnvironment({ key, baseUrl: baseUrl === undefined ? null : withoutTrailingSlash(baseUrl) }, environment),
  }
}

// github.com answers on another host, GitHub Enterprise Cloud with data residency on api.NAME.ghe.com, Server under a path.
function webUrlOf(apiUrl: string): string {
  const url = new URL(apiUrl)
  if (url.pathname === "/" && url.hostname.startsWith("api.")) url.hostname = url.hostname.slice("api.".length)
  return url.origin
}

function parseCredentials(values: Values, environment: Environment, readFile: ReadFile, problems: string[]): AppCredentials | null {
  for (const name of ["APP_ID", "WEBHOOK_SECRET"] as const) {
    if (isUnset(environment, name)) problems.push(`${name} is not set: the value is found at ${whereIs(name)}.`)
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
