import { readFileSync } from "node:fs"
import type { ErrorObject, ValidateFunction } from "ajv"
import { Ajv } from "ajv"
import addFormats from "ajv-formats"
import { withoutMistakes } from "./description-mistakes.ts"

/** One operation as cut out of GitHub's OpenAPI description by `scripts/build-openapi-slice.ts`. */
export interface Described {
  readonly method: string
  readonly path: string
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly required: boolean; readonly schema: object }[]
  readonly body: object | null
  readonly bodyRequired: boolean
  /** Status to content type to schema. */
  readonly responses: Readonly<Record<string, Readonly<Record<string, object>>>>
}

interface Slice {
  readonly source: string
  readonly operations: Readonly<Record<string, Described>>
  readonly schemas: Readonly<Record<string, object>>
}

/** A request or reply that GitHub's description does not know. */
export interface Violation {
  readonly kind: "undocumented-operation" | "undocumented-status" | "parameters" | "request" | "response"
  readonly operationId: string | null
  readonly method: string
  readonly path: string
  readonly details: readonly string[]
}

/** Statuses that every operation may answer although the description leaves most of them out. */
const statusesOfEveryOperation: Readonly<Record<number, string>> = {
  304: "conditional requests work on every GET",
  401: "bad credentials are answered before the operation is looked at",
  403: "missing permissions and rate limits, likewise",
  404: "what the caller may not see does not exist",
  406: "a media type that cannot be given",
  422: "requests that do not fit the schema",
  429: "rate limits",
  500: "faults by script",
  502: "faults by script",
  503: "faults by script",
  504: "faults by script",
}

/** Checks both directions against the description; compiles each schema when it is first met. */
export class Contract {
  readonly operations: Readonly<Record<string, Described>>
  readonly #ajv = new Ajv({ strict: false, allErrors: true, validateFormats: true })
  readonly #compiled = new Map<string, ValidateFunction>()

  constructor() {
    const slice = JSON.parse(readFileSync(new URL("openapi/slice.json", import.meta.url), "utf8")) as Slice
    this.operations = slice.operations
    addFormats.default(this.#ajv)
    this.#ajv.addSchema({ $id: "slice", schemas: slice.schemas })
  }

  /** Takes the query and the decoded path parameters; returns what is wrong with them. Unknown query parameters are ignored, as GitHub does. */
  checkParameters(operationId: string, path: Readonly<Record<string, string>>, query: URLSearchParams): string[] {
    const problems: string[] = []
    for (const parameter of this.operations[operationId]?.parameters ?? []) {
      const text =
        parameter.in === "path" ? path[parameter.name] : parameter.in === "query" ? (query.get(parameter.name) ?? undefined) : undefined
      if (text === undefined) {
        if (parameter.required && parameter.in !== "header") problems.push(`${parameter.in} parameter ${parameter.name} is missing`)
        continue
      }
      const validate = this.#compile(`${operationId} ${parameter.in} ${parameter.name}`, parameter.schema)
      // Text from an address may stand for a number or a truth value; either reading will do.
      if (![text, readScalar(text)].some((value) => validate(value)))
        problems.push(`${parameter.in} parameter ${parameter.name}: ${describe(validate.errors, text).join("; ")}`)
    }
    return problems
  }

  /** Takes a parsed request body (`undefined` when there was none); returns GitHub's sentences about it. */
  checkBody(operationId: string, body: unknown): string[] {
    const described = this.operations[operationId]
    if (described === undefined || described.body === null) return []
    if (body === undefined && !described.bodyRequired) return []
    const validate = this.#compile(`${operationId} body`, described.body)
    return validate(body ?? {}) ? [] : describe(validate.errors, body)
  }

  /** Takes a reply; returns what the description does not allow about it. */
  checkReply(operationId: string, status: number, contentType: string, body: unknown): Pick<Violation, "kind" | "details"> | null {
    const documented = this.operations[operationId]?.responses[String(status)]
    if (documented === undefined) {
      return statusesOfEveryOperation[status] === undefined
        ? { kind: "undocumented-status", details: [`status ${status} is not documented`] }
        : null
    }
    const schema = documented[contentType.split(";")[0] ?? ""]
    if (schema === undefined || typeof body !== "object" || status >= 400) return null
    const validate = this.#compile(`${operationId} ${status} ${contentType}`, schema)
    if (validate(body)) return null
    const errors = withoutMistakes(validate.errors ?? [], body)
    return errors.length === 0 ? null : { kind: "response", details: describe(errors, body) }
  }

  #compile(key: string, schema: object): ValidateFunction {
    const known = this.#compiled.get(key)
    if (known !== undefined) return known
    // References of the slice are written from its root.
    const rooted = JSON.parse(JSON.stringify(schema).replaceAll('"#/schemas/', '"slice#/schemas/')) as object
    const validate = this.#ajv.compile(rooted)
    this.#compiled.set(key, validate)
    return validate
  }
}

function readScalar(text: string): unknown {
  if (/^-?\d+(\.\d+)?$/.test(text)) return Number(text)
  return text === "true" ? true : text === "false" ? false : text
}

/** In GitHub's own words where they are known. */
function describe(errors: readonly ErrorObject[] | null | undefined, value: unknown): string[] {
  return [...new Set((errors ?? []).slice(0, 10).map((error) => describeOne(error, value)))]
}

function describeOne(error: ErrorObject, value: unknown): string {
  const parameters = error.params as Record<string, unknown>
  const place = error.instancePath === "" ? "" : ` (${error.instancePath})`
  if (error.keyword === "required") return `"${String(parameters["missingProperty"])}" wasn't supplied.`
  if (error.keyword === "additionalProperties") return `"${String(parameters["additionalProperty"])}" is not a permitted key.`
  if (error.keyword === "maxItems")
    return `No more than ${String(parameters["limit"])} items are allowed; ${countItems(value, error.instancePath)} were supplied.`
  if (error.keyword === "maxLength") return `Only ${String(parameters["limit"])} characters are allowed; more were supplied.${place}`
  if (error.keyword === "enum") return `Value is not a member of ${JSON.stringify(parameters["allowedValues"])}.${place}`
  if (error.keyword === "type")
    return `For 'properties${error.instancePath}', value is not ${/^[aeiou]/.test(String(parameters["type"])) ? "an" : "a"} ${String(parameters["type"])}.`
  return `${error.message ?? error.keyword}${place}`
}

function countItems(value: unknown, pointer: string): number {
  let node = value
  for (const step of pointer.split("/").slice(1))
    node = (node as Record<string, unknown> | undefined)?.[step.replaceAll("~1", "/").replaceAll("~0", "~")]
  return Array.isArray(node) ? node.length : 0
}
