import { generateKeyPairSync } from "node:crypto"
import { expect, test } from "vitest"
import { credentialsPath, parseConfig } from "../src/config.ts"
import { describeSettings } from "../src/config/variables.ts"

const pem = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs1", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
}).privateKey
const credentials = { APP_ID: "123", PRIVATE_KEY: pem, WEBHOOK_SECRET: "a-secret-of-enough-length" }
const saved = {
  version: 1,
  apiUrl: "https://api.github.com",
  appId: 7,
  privateKey: pem,
  webhookSecret: "saved-secret-saved-secret",
  htmlUrl: "https://github.com/apps/x",
}

function noFile(path: string): string {
  throw Object.assign(new Error(`no such file: ${path}`), { code: "ENOENT" })
}

function parse(environment: Record<string, string>, readFile: (path: string) => string = noFile) {
  return parseConfig(environment, readFile)
}

function problemsOf(environment: Record<string, string>, readFile: (path: string) => string = noFile): readonly string[] {
  const parsed = parse(environment, readFile)
  return parsed.kind === "invalid" ? parsed.problems : []
}

test("needs nothing but the credentials", () => {
  expect(parse(credentials)).toEqual({
    kind: "ready",
    config: {
      github: {
        apiUrl: "https://api.github.com",
        webUrl: "https://github.com",
        appId: 123,
        privateKey: pem,
        webhookSecret: "a-secret-of-enough-length",
      },
      server: { host: "127.0.0.1", port: 3000, publicUrl: null, shutdownGraceMs: 25_000 },
      storage: { databaseUrl: null, dataDir: expect.stringMatching(/^\/.*\/data$/) },
      log: { level: "info", format: "json" },
      worker: { concurrency: 2 },
      analysis: { limitMs: 120_000, memoryMb: 1024 },
      model: null,
      spending: { reviewUsd: 4, repositoryDayUsd: 20, installationMonthUsd: 200 },
    },
  })
})

test("takes every setting", () => {
  const parsed = parse({
    ...credentials,
    GITHUB_API_URL: "https://ghe.example.com/api/v3/",
    PUBLIC_URL: "https://expert.example.com/",
    HOST: "0.0.0.0",
    PORT: "8080",
    DATABASE_URL: "postgres://u:p@db/expert",
    DATA_DIR: "/var/lib/expert",
    WORKER_CONCURRENCY: "4",
    SHUTDOWN_GRACE_SECONDS: "0",
    LOG_LEVEL: "debug",
    LOG_FORMAT: "pretty",
    ANTHROPIC_API_KEY: "key",
    ANTHROPIC_BASE_URL: "https://gateway.example.com/",
    EXPERT_MODEL: "claude-opus-5-5",
    EXPERT_SMALL_MODEL: "claude-sonnet-5-5",
    EXPERT_FALLBACK_MODEL: "claude-opus-5",
    EXPERT_EFFORT: "high",
    MAX_USD_PER_REVIEW: "0.75",
    MAX_USD_PER_REPOSITORY_DAY: "0",
    MAX_USD_PER_INSTALLATION_MONTH: "1000",
  })
  expect(parsed).toMatchObject({
    config: {
      github: { apiUrl: "https://ghe.example.com/api/v3", webUrl: "https://ghe.example.com" },
      server: { host: "0.0.0.0", port: 8080, publicUrl: "https://expert.example.com", shutdownGraceMs: 0 },
      storage: { databaseUrl: "postgres://u:p@db/expert", dataDir: "/var/lib/expert" },
      log: { level: "debug", format: "pretty" },
      worker: { concurrency: 4 },
      model: {
        model: "claude-opus-5-5",
        smallModel: "claude-sonnet-5-5",
        fallbackModel: "claude-opus-5",
        effort: "high",
        environment: { ANTHROPIC_API_KEY: "key", ANTHROPIC_BASE_URL: "https://gateway.example.com" },
      },
      spending: { reviewUsd: 0.75, repositoryDayUsd: 0, installationMonthUsd: 1000 },
    },
  })
})

test.each([
  { name: "with escaped line ends", text: pem.replaceAll("\n", String.raw`\n`) },
  { name: "in quotes, as an environment file keeps them", text: `"${pem.replaceAll("\n", String.raw`\n`)}"` },
  { name: "with Windows line ends", text: pem.replaceAll("\n", "\r\n") },
  { name: "in base64", text: Buffer.from(pem).toString("base64") },
])("takes a key $name", ({ text }) => {
  expect(parse({ ...credentials, PRIVATE_KEY: text })).toMatchObject({ kind: "ready", config: { github: { privateKey: pem } } })
})

test("reads the key from a file", () => {
  const { PRIVATE_KEY: _, ...rest } = credentials
  expect(
    parse({ ...rest, PRIVATE_KEY_PATH: "/run/secrets/key" }, (path) => (path === "/run/secrets/key" ? pem : noFile(path))),
  ).toMatchObject({ kind: "ready", config: { github: { privateKey: pem } } })
})

test("offers the set-up when there are no credentials, and counts empty variables as none", () => {
  expect(parse({ APP_ID: "", WEBHOOK_SECRET: " ", PUBLIC_URL: "https://expert.example.com" })).toMatchObject({
    kind: "unconfigured",
    settings: { server: { publicUrl: "https://expert.example.com" } },
  })
})

test("finds the credentials the set-up page saved", () => {
  const parsed = parse({ DATA_DIR: "/data" }, (path) => (path === credentialsPath("/data") ? JSON.stringify(saved) : noFile(path)))
  expect(parsed).toMatchObject({
    kind: "ready",
    config: { github: { appId: 7, privateKey: pem, webhookSecret: "saved-secret-saved-secret" } },
  })
})

test("never mixes saved credentials with those of the environment", () => {
  expect(problemsOf({ APP_ID: "123" }, () => JSON.stringify(saved))).toEqual([
    expect.stringMatching(/^WEBHOOK_SECRET is not set: .*Webhook → Secret/),
    expect.stringMatching(/^PRIVATE_KEY is not set: .*Generate a private key/),
  ])
})

test.each([
  { name: "half a file", text: '{"version":1', problem: /is damaged/ },
  { name: "a file of another format", text: '{"version":2}', problem: /is damaged/ },
  {
    name: "an App of another GitHub",
    text: JSON.stringify({ ...saved, apiUrl: "https://ghe.example.com/api/v3" }),
    problem: /belongs to https:\/\/ghe\.example\.com\/api\/v3/,
  },
  { name: "a key that is none", text: JSON.stringify({ ...saved, privateKey: "x" }), problem: /is not an RSA private key/ },
])("refuses saved credentials: $name", ({ text, problem }) => {
  expect(problemsOf({ DATA_DIR: "/data" }, () => text)).toEqual([expect.stringMatching(problem)])
})

test("names all mistakes at once", () => {
  const problems = problemsOf({
    APP_ID: "Iv1.8a61f9b3a7aba766",
    PRIVATE_KEY: "nonsense",
    WEBHOOK_SECRET: "development",
    GITHUB_API_URL: "https://github.com",
    PUBLIC_URL: "expert.example.com",
    PORT: "99999",
    DATABASE_URL: "mysql://root:hunter2@db/x",
    WORKER_CONCURRENCY: "0",
    SHUTDOWN_GRACE_SECONDS: "soon",
    LOG_LEVEL: "loud",
    LOG_FORMAT: "xml",
  })
  expect(problems.map((problem) => problem.split(" ")[0] ?? "").sort()).toEqual([
    "APP_ID",
    "DATABASE_URL",
    "GITHUB_API_URL",
    "LOG_FORMAT",
    "LOG_LEVEL",
    "PORT",
    "PRIVATE_KEY",
    "PUBLIC_URL",
    "SHUTDOWN_GRACE_SECONDS",
    "WEBHOOK_SECRET",
    "WORKER_CONCURRENCY",
  ])
  expect(problems.join("\n")).not.toMatch(/hunter2|nonsense/)
})

test.each([
  { set: { WEBHOOK_SECRET: "short" }, problem: /^WEBHOOK_SECRET is shorter than 16 characters.*openssl rand -hex 32/ },
  { set: { PRIVATE_KEY_PATH: "/key.pem" }, problem: /both set/ },
  { set: { GITHUB_API_URL: "https://ghe.example.com" }, problem: /\/api\/v3.*https:\/\/ghe\.example\.com\/api\/v3/ },
  { set: { GITHUB_API_URL: "http://ghe.example.com/api/v3" }, problem: /must start with https/ },
  { set: { GITHUB_API_URL: "https://user:pass@ghe.example.com/api/v3" }, problem: /without user, password/ },
  { set: { PUBLIC_URL: "http://expert.example.com" }, problem: /must start with https/ },
  { set: { PUBLIC_URL: "javascript:alert(1)" }, problem: /must be an address/ },
])("refuses $set", ({ set, problem }) => {
  expect(problemsOf({ ...credentials, ...set })).toEqual([expect.stringMatching(problem)])
})

test("says why a key file cannot be read, without trying to go on", () => {
  const { PRIVATE_KEY: _, ...rest } = credentials
  expect(problemsOf({ ...rest, PRIVATE_KEY_PATH: "/nowhere" })).toEqual([
    expect.stringMatching(/^PRIVATE_KEY_PATH names a file that cannot be read \(ENOENT\)/),
  ])
})

test.each([
  { api: "https://api.github.com", web: "https://github.com" },
  { api: "https://api.octo.ghe.com", web: "https://octo.ghe.com" },
  { api: "https://ghe.example.com/api/v3", web: "https://ghe.example.com" },
  { api: "http://127.0.0.1:4010", web: "http://127.0.0.1:4010" },
])("knows the web pages of $api", ({ api, web }) => {
  expect(parse({ ...credentials, GITHUB_API_URL: api })).toMatchObject({ config: { github: { apiUrl: api, webUrl: web } } })
})

test("describes each setting in one row of a table", () => {
  const rows = describeSettings().split("\n").slice(2)
  expect(rows).toHaveLength(25)
  for (const row of rows) expect(row).toMatch(/^\| `[A-Z_]+` \| (`[^`]+`)? \| .+\. \|$/)
  expect(rows.find((row) => row.includes("`PORT`"))).toBe("| `PORT` | `3000` | Port to listen on. |")
})

test("hands on of our environment what the model's client needs, and nothing else", () => {
  const parsed = parse({
    ...credentials,
    ANTHROPIC_API_KEY: " key ",
    HTTPS_PROXY: "http://proxy.example:3128",
    NO_PROXY: "",
    NODE_EXTRA_CA_CERTS: "/etc/ca.pem",
    DATABASE_URL: "postgres://user:password@host/db",
    GITHUB_TOKEN: "ghs_secret",
    NODE_OPTIONS: "--require /tmp/evil.js",
    PATH: "/usr/bin",
  })
  expect(parsed.kind === "ready" && parsed.config.model).toEqual({
    model: "claude-sonnet-5-5",
    smallModel: "claude-haiku-5-5",
    fallbackModel: "claude-sonnet-5",
    effort: "medium",
    environment: {
      ANTHROPIC_API_KEY: "key",
      HTTPS_PROXY: "http://proxy.example:3128",
      NODE_EXTRA_CA_CERTS: "/etc/ca.pem",
      NODE_USE_ENV_PROXY: "1",
    },
  })
})

test.each([
  { set: {}, fallbackModel: "claude-sonnet-5" },
  { set: { EXPERT_MODEL: "claude-opus-5-5" }, fallbackModel: "claude-sonnet-5-5" },
  { set: { EXPERT_MODEL: "claude-haiku-5-5" }, fallbackModel: null },
  { set: { EXPERT_FALLBACK_MODEL: "none" }, fallbackModel: null },
  { set: { EXPERT_FALLBACK_MODEL: "claude-haiku-5-5" }, fallbackModel: "claude-haiku-5-5" },
])("takes $fallbackModel for the model in another's place with $set", ({ set, fallbackModel }) => {
  expect(parse({ ...credentials, ANTHROPIC_API_KEY: "key", ...set })).toMatchObject({ config: { model: { fallbackModel } } })
})

test.each([
  ["ANTHROPIC_BASE_URL", "gateway", "must be an address such as https://gateway.example.com"],
  ["ANTHROPIC_BASE_URL", "https://user:password@gateway.example.com", "must be an address alone"],
  ["ANTHROPIC_BASE_URL", "http://gateway.example.com", "must start with https"],
  [
    "EXPERT_MODEL",
    "gpt-5",
    "names a model whose price is not known here, so no limit of its cost could be kept: use one of claude-haiku-5-5,",
  ],
  ["EXPERT_SMALL_MODEL", "claude", "names a model whose price is not known here"],
  ["EXPERT_FALLBACK_MODEL", "claude-3", "names a model whose price is not known here, so no limit of its cost could be kept: use one of"],
  ["EXPERT_FALLBACK_MODEL", "null", "names a model whose price is not known here, so no limit of its cost could be kept: use one of"],
  ["EXPERT_EFFORT", "lots", "must be one of low, medium, high, xhigh, max"],
  ["MAX_USD_PER_REVIEW", "-1", "must be US dollars from 0 to 10000"],
  ["MAX_USD_PER_REVIEW", "1e3", "must be US dollars from 0 to 10000"],
  ["MAX_USD_PER_REPOSITORY_DAY", "a lot", "must be US dollars from 0 to 100000"],
  ["MAX_USD_PER_INSTALLATION_MONTH", "1000001", "must be US dollars from 0 to 1000000"],
])("refuses %s=%s", (name, value, message) => {
  const problems = problemsOf({ ...credentials, ANTHROPIC_API_KEY: "key", [name]: value })
  expect(problems).toHaveLength(1)
  expect(problems[0]).toContain(`${name} ${message}`)
  expect(problems[0]).not.toContain("password@")
})
