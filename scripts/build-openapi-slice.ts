/**
 * Cuts the operations the sandbox knows out of GitHub's OpenAPI description into `src/sandbox/openapi/slice.json`, and the
 * webhooks it sends into `test/fixtures/github-webhooks.json`, which only tests read.
 * The package is 385 MB unpacked, so it is no dependency: its archive is fetched into a temporary folder and only the
 * one file is taken out of it. `node scripts/build-openapi-slice.ts [path of api.github.com.json]`
 */
import { execFileSync } from "node:child_process"
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { dirname, join, relative } from "node:path"
import { operations } from "../src/sandbox/operations/index.ts"

const source = "@octokit/openapi@23.0.2"
const file = "package/generated/api.github.com.json"
const sliceFile = join(import.meta.dirname, "../src/sandbox/openapi/slice.json")
const webhooksFile = join(import.meta.dirname, "../test/fixtures/github-webhooks.json")

/** As the description names them: event and action. */
const sentWebhooks = [
  ...["opened", "synchronize", "edited", "closed", "reopened", "converted-to-draft", "ready-for-review", "labeled", "unlabeled"].map(
    (action) => `pull-request-${action}`,
  ),
  "issue-comment-created",
  "pull-request-review-comment-created",
  "pull-request-review-thread-resolved",
  ...["created", "completed", "rerequested", "requested-action"].map((action) => `check-run-${action}`),
  "check-suite-requested",
  "check-suite-rerequested",
  "merge-group-checks-requested",
  "repository-renamed",
  "installation-created",
  "installation-suspend",
  "installation-unsuspend",
  "installation-repositories-removed",
]

type Json = null | boolean | number | string | Json[] | { [key: string]: Json }
type JsonObject = { [key: string]: Json }

/** Words that say nothing about validity; without them the slice is a quarter of its size. */
const prose = new Set([
  "description",
  "summary",
  "title",
  "example",
  "examples",
  "externalDocs",
  "deprecated",
  "default",
  "x-github-breaking-changes",
  "x-multi-segment",
])

const description = JSON.parse(readFileSync(process.argv[2] ?? download(), "utf8")) as JsonObject
const slice = cut(description, new Set(operations.map((operation) => operation.id)))
write(sliceFile, slice)
write(webhooksFile, cutWebhooks(description))

function write(file: string, content: JsonObject): void {
  const text = `${JSON.stringify(content)}\n`
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
  process.stdout.write(`${relative(process.cwd(), file)}: ${Math.round(Buffer.byteLength(text) / 1024)} KB\n`)
}

/** Downloads the archive and returns the path of the description inside a temporary folder, which is left to be removed at exit. */
function download(): string {
  const directory = mkdtempSync(join(tmpdir(), "openapi-"))
  process.on("exit", () => rmSync(directory, { recursive: true, force: true }))
  const archive = execFileSync("npm", ["pack", "--silent", source], { cwd: directory, encoding: "utf8" }).trim()
  execFileSync("tar", ["-xzf", archive, file], { cwd: directory })
  return join(directory, file)
}

function cut(document: JsonObject, wanted: ReadonlySet<string>): JsonObject {
  const found: JsonObject = {}
  const schemas: JsonObject = {}
  for (const [path, methods] of Object.entries(document["paths"] as JsonObject)) {
    for (const [method, value] of Object.entries(methods as JsonObject)) {
      const operation = value as JsonObject
      const id = operation["operationId"]
      if (typeof id !== "string" || !wanted.has(id)) continue
      found[id] = cutOperation(document, method, path, operation)
      collect(document, found[id], schemas)
    }
  }
  const missing = [...wanted].filter((id) => found[id] === undefined)
  if (missing.length > 0) throw new Error(`not in the description: ${missing.join(", ")}`)
  return { source, operations: sortKeys(found), schemas: sortKeys(schemas) }
}

function cutWebhooks(document: JsonObject): JsonObject {
  const webhooks: JsonObject = {}
  const schemas: JsonObject = {}
  for (const name of sentWebhooks) {
    const post = ((document["x-webhooks"] as JsonObject)[name] as JsonObject | undefined)?.["post"] as JsonObject | undefined
    const content = (post?.["requestBody"] as JsonObject | undefined)?.["content"] as JsonObject | undefined
    const schema = (content?.["application/json"] as JsonObject | undefined)?.["schema"]
    if (schema === undefined) throw new Error(`not in the description: the webhook ${name}`)
    webhooks[name] = convert(schema)
    collect(document, webhooks[name], schemas)
  }
  return { source, webhooks, schemas: sortKeys(schemas) }
}

function cutOperation(document: JsonObject, method: string, path: string, operation: JsonObject): JsonObject {
  const parameters = ((operation["parameters"] ?? []) as Json[]).map((parameter) => {
    const { name, in: where, required, schema } = follow(document, parameter)
    return { name: name ?? "", in: where ?? "", required: required === true, schema: convert(schema ?? {}) }
  })
  const body = operation["requestBody"] as JsonObject | undefined
  const bodySchema = (body?.["content"] as JsonObject | undefined)?.["application/json"] as JsonObject | undefined
  const responses: JsonObject = {}
  for (const [status, value] of Object.entries(operation["responses"] as JsonObject)) {
    const content = (follow(document, value)["content"] ?? {}) as JsonObject
    responses[status] = Object.fromEntries(
      Object.entries(content).map(([type, media]) => [type, convert((media as JsonObject)["schema"] ?? {})]),
    )
  }
  return {
    method: method.toUpperCase(),
    path,
    parameters,
    body: bodySchema === undefined ? null : close(convert(bodySchema["schema"] ?? {})),
    bodyRequired: body?.["required"] === true,
    responses,
  }
}

function follow(document: JsonObject, value: Json): JsonObject {
  const reference = (value as JsonObject)["$ref"]
  if (typeof reference !== "string") return value as JsonObject
  let node: Json = document
  for (const step of reference.slice(2).split("/")) node = (node as JsonObject)[step] ?? {}
  return follow(document, node)
}

/** OpenAPI 3.0 to JSON Schema: `nullable` stands beside `type`, and also beside `$ref` and combinations, where ajv has no word for it. */
function convert(value: Json): Json {
  if (Array.isArray(value)) return value.map(convert)
  if (value === null || typeof value !== "object") return value
  const result: JsonObject = {}
  for (const [key, child] of Object.entries(value)) {
    if (key === "nullable" || prose.has(key)) continue
    if (key === "properties")
      result[key] = Object.fromEntries(Object.entries(child as JsonObject).map(([name, schema]) => [name, convert(schema)]))
    else if (key === "$ref" && typeof child === "string") result[key] = `#/schemas/${child.split("/").pop() ?? ""}`
    else if (key === "enum") result[key] = child
    else result[key] = convert(child)
  }
  if (value["nullable"] !== true) return result
  if (typeof result["type"] === "string") {
    const list = result["enum"]
    return { ...result, type: [result["type"], "null"], ...(Array.isArray(list) && !list.includes(null) ? { enum: [...list, null] } : {}) }
  }
  return { anyOf: [result, { type: "null" }] }
}

/** GitHub answers `"x" is not a permitted key.` although the description leaves every object open. */
function close(value: Json): Json {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return value
  const result: JsonObject = { ...value }
  if (value["properties"] !== undefined) {
    result["properties"] = Object.fromEntries(
      Object.entries(value["properties"] as JsonObject).map(([name, schema]) => [name, close(schema)]),
    )
    if (value["additionalProperties"] === undefined) result["additionalProperties"] = false
    return result
  }
  if (value["items"] !== undefined) result["items"] = close(value["items"])
  for (const key of ["oneOf", "anyOf"]) if (Array.isArray(value[key])) result[key] = value[key].map(close)
  return result
}

function collect(document: JsonObject, value: Json, into: JsonObject): void {
  if (value === null || typeof value !== "object") return
  if (Array.isArray(value)) return value.forEach((item) => collect(document, item, into))
  for (const [key, child] of Object.entries(value)) {
    if (key !== "$ref" || typeof child !== "string") {
      collect(document, child, into)
      continue
    }
    const name = child.split("/").pop() ?? ""
    if (into[name] !== undefined) continue
    const schema = ((document["components"] as JsonObject)["schemas"] as JsonObject)[name] ?? {}
    into[name] = convert(schema)
    collect(document, into[name], into)
  }
}

function sortKeys(value: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)))
}
