import { readYaml } from "../../hygiene/yaml.ts"
import { isRecord, parseJson } from "../source/manifest.ts"
import type { Project } from "../source/project.ts"

/** A value that clients send or receive, by its dotted path: `items.price`. */
export interface Field {
  readonly type: string
  readonly required: boolean
  /** Allowed values; `null` when it is free. */
  readonly values: readonly string[] | null
}

/** What one operation of a described API promises. */
export interface Operation {
  /** As written, `/orders/{id}`. */
  readonly path: string
  readonly method: string
  /** `query limit` → required or not. */
  readonly parameters: ReadonlyMap<string, Field>
  readonly body: ReadonlyMap<string, Field>
  /** Success statuses, with the fields of their answers. */
  readonly answers: ReadonlyMap<string, ReadonlyMap<string, Field>>
  readonly deprecated: boolean
}

const METHODS = ["get", "post", "put", "patch", "delete"] as const
const MAX_DEPTH = 8
const MAX_FIELDS = 2_000

/** Whether the path may hold an API description; its text decides. */
function isDescriptionPath(path: string): boolean {
  return (
    /\.(?:ya?ml|json)$/.test(path) &&
    !/(?:^|\/)(?:package(?:-lock)?|tsconfig[\w.-]*)\.json$|pnpm-lock|node_modules\/|(?:^|\/)(?:tests?|fixtures?|__tests__|mocks?|examples?)\//i.test(
      path,
    )
  )
}

/** The operations an OpenAPI 3 or Swagger 2 file describes, by method and path without parameter names; `null` when it is none. */
export function operationsIn(project: Project, path: string): ReadonlyMap<string, Operation> | null {
  return project.once(`openapi ${path}`, () => {
    const text = project.textOf(path)
    if (text === null || !isDescriptionPath(path) || !/["']?(?:openapi|swagger)["']?\s*:\s*["']?[23]/.test(text.slice(0, 4_000)))
      return null
    const document = path.endsWith(".json") ? parseJson(text) : yamlOf(text)
    return isRecord(document) ? readOperations(document) : null
  })
}

/** The operations described in `@swagger` and `@openapi` comments of a source file. */
export function annotatedOperations(comments: readonly { readonly value: string }[]): ReadonlyMap<string, Operation> {
  const found = new Map<string, Operation>()
  for (const { value } of comments) {
    const yaml = annotationOf(value)
    const document = yaml === null ? null : yamlOf(yaml)
    if (!isRecord(document)) continue
    const paths = isRecord(document["paths"])
      ? document["paths"]
      : Object.fromEntries(Object.entries(document).filter(([key]) => key.startsWith("/")))
    for (const [key, operation] of readOperations({ ...document, paths })) found.set(key, operation)
  }
  return found
}

/** The YAML of a `@swagger` or `@openapi` comment, without its stars; `null` for other comments. */
function annotationOf(comment: string): string | null {
  const tag = /@(?:swagger|openapi)\b[^\n]*\n/.exec(comment)
  return tag === null
    ? null
    : comment
        .slice(tag.index + tag[0].length)
        .split("\n")
        .map((line) => line.replace(/^\s*\* ?/, ""))
        .join("\n")
}

function yamlOf(text: string): unknown {
  return text.length > 2_000_000 ? null : readYaml(text)
}

function readOperations(document: Record<string, unknown>): Map<string, Operation> {
  const operations = new Map<string, Operation>()
  const paths = isRecord(document["paths"]) ? document["paths"] : {}
  for (const [path, item] of Object.entries(paths)) {
    if (!isRecord(item)) continue
    for (const method of METHODS) {
      const entry = item[method]
      if (!isRecord(entry)) continue
      const shared = Array.isArray(item["parameters"]) ? item["parameters"] : []
      const own = Array.isArray(entry["parameters"]) ? entry["parameters"] : []
      const parameters = new Map<string, Field>()
      let body: ReadonlyMap<string, Field> = fieldsOf(document, contentSchema(document, entry["requestBody"]))
      for (const each of [...shared, ...own]) {
        const parameter = resolve(document, each)
        if (!isRecord(parameter) || typeof parameter["name"] !== "string" || typeof parameter["in"] !== "string") continue
        if (parameter["in"] === "body") body = fieldsOf(document, parameter["schema"])
        // The name of a part of the path is nobody's business but the server's.
        else if (parameter["in"] !== "path")
          parameters.set(`${parameter["in"]} ${parameter["name"]}`, {
            type: typeOf(parameter["schema"] ?? parameter),
            required: parameter["required"] === true,
            values: valuesOf(resolve(document, parameter["schema"] ?? parameter)),
          })
      }
      const answers = new Map<string, ReadonlyMap<string, Field>>()
      const responses = isRecord(entry["responses"]) ? entry["responses"] : {}
      for (const [status, response] of Object.entries(responses))
        if (status.startsWith("2")) answers.set(status, fieldsOf(document, contentSchema(document, response)))
      operations.set(`${method.toUpperCase()} ${path.replace(/\{[^}]*\}/g, "{}")}`, {
        path,
        method: method.toUpperCase(),
        parameters,
        body,
        answers,
        deprecated: entry["deprecated"] === true,
      })
    }
  }
  return operations
}

function contentSchema(document: Record<string, unknown>, holder: unknown): unknown {
  const inner = resolve(document, holder)
  if (!isRecord(inner)) return null
  const content = inner["content"]
  if (!isRecord(content)) return inner["schema"] ?? null
  const media = content["application/json"] ?? Object.values(content)[0]
  return isRecord(media) ? media["schema"] : null
}

function fieldsOf(document: Record<string, unknown>, root: unknown): Map<string, Field> {
  const fields = new Map<string, Field>()
  const visit = (schema: unknown, prefix: string, depth: number) => {
    const inner = resolve(document, schema)
    if (!isRecord(inner) || depth > MAX_DEPTH || fields.size > MAX_FIELDS) return
    // What holds for one of several forms does not hold for all of them.
    if (Array.isArray(inner["oneOf"]) || Array.isArray(inner["anyOf"])) return
    if (Array.isArray(inner["allOf"])) for (const each of inner["allOf"]) visit(each, prefix, depth + 1)
    if (inner["items"] !== undefined) visit(inner["items"], prefix, depth + 1)
    const properties = isRecord(inner["properties"]) ? inner["properties"] : {}
    const required = new Set(Array.isArray(inner["required"]) ? inner["required"] : [])
    for (const [name, each] of Object.entries(properties)) {
      const value = resolve(document, each)
      const key = prefix === "" ? name : `${prefix}.${name}`
      if (fields.has(key)) continue
      fields.set(key, { type: typeOf(value), required: required.has(name), values: valuesOf(value) })
      visit(value, key, depth + 1)
    }
  }
  visit(root, "", 0)
  return fields
}

function resolve(document: Record<string, unknown>, value: unknown): unknown {
  let at = value
  for (let step = 0; step < 10; step++) {
    if (!isRecord(at) || typeof at["$ref"] !== "string") return at
    if (!at["$ref"].startsWith("#/")) return null
    let target: unknown = document
    for (const part of at["$ref"].slice(2).split("/"))
      target = isRecord(target) ? target[part.replaceAll("~1", "/").replaceAll("~0", "~")] : null
    at = target
  }
  return null
}

function typeOf(schema: unknown): string {
  if (!isRecord(schema)) return ""
  const type = schema["type"]
  if (Array.isArray(type))
    return type
      .filter((each) => each !== "null")
      .sort((a, b) => (String(a) < String(b) ? -1 : 1))
      .join("|")
  return typeof type === "string" ? type : isRecord(schema["properties"]) ? "object" : ""
}

function valuesOf(schema: unknown): string[] | null {
  if (!isRecord(schema) || !Array.isArray(schema["enum"])) return null
  return schema["enum"].map(String)
}
