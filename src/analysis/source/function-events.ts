import { isMap, isScalar, isSeq } from "yaml"
import type { YAMLMap } from "yaml"
import { readYamlDocument } from "../../hygiene/yaml.ts"

/** What brings batches of messages to a function of AWS Lambda, as a deployment file says. */
export interface FunctionEvent {
  /** `src/handler.main`, as written. */
  readonly handler: string
  /** The folder of the code below that of the file, as far as it is said. */
  readonly folder: string
  /** Where the event is declared, as offsets into the text. */
  readonly start: number
  readonly end: number
  /** Whether the answer of the function tells which messages failed. */
  readonly isReported: boolean
  /** `sqs`, `stream`, `SQS` … */
  readonly kind: string
}

const MAX_TEXT = 300_000
const SAM_KINDS = /^(?:SQS|Kinesis|DynamoDB)$/

/** Whether the path is a deployment file of the Serverless Framework or of AWS SAM. */
export function isFunctionsPath(path: string): boolean {
  return /(?:^|\/)(?:serverless|template|sam)[\w.-]*\.ya?ml$/i.test(path)
}

/** The events of a deployment file that come in batches; none when it cannot be read. Never throws. */
export function readFunctionEvents(text: string): FunctionEvent[] {
  if (text.length > MAX_TEXT) return []
  try {
    const root = readYamlDocument(text)?.contents
    if (!isMap(root)) return []
    return [...serverlessEvents(root), ...samEvents(root)]
  } catch {
    return []
  }
}

// https://www.serverless.com/framework/docs/providers/aws/events/sqs
function serverlessEvents(root: YAMLMap): FunctionEvent[] {
  return valuesOf(root.get("functions", true)).flatMap((each) => {
    const handler = each.get("handler")
    const events = each.get("events", true)
    if (typeof handler !== "string" || !isSeq(events)) return []
    return events.items.flatMap((event) => {
      const [pair] = isMap(event) ? event.items : []
      const kind = pair && isScalar(pair.key) ? String(pair.key.value) : ""
      if (!pair || !isScalar(pair.key) || (kind !== "sqs" && kind !== "stream")) return []
      const isReported = isMap(pair.value) && pair.value.has("functionResponseType")
      const end = isMap(pair.value) ? pair.value.range?.[1] : pair.key.range?.[1]
      return [{ handler, folder: "", start: pair.key.range?.[0] ?? 0, end: end ?? 0, isReported, kind }]
    })
  })
}

// https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-property-function-sqs.html
function samEvents(root: YAMLMap): FunctionEvent[] {
  return valuesOf(root.get("Resources", true)).flatMap((each) => {
    const properties = each.get("Properties", true)
    if (each.get("Type") !== "AWS::Serverless::Function" || !isMap(properties)) return []
    const handler = properties.get("Handler")
    const folder = properties.get("CodeUri")
    if (typeof handler !== "string") return []
    return valuesOf(properties.get("Events", true)).flatMap((event) => {
      const type = event.get("Type", true)
      const kind = isScalar(type) ? String(type.value) : ""
      if (!isScalar(type) || !SAM_KINDS.test(kind)) return []
      const options = event.get("Properties", true)
      const isReported = isMap(options) && options.has("FunctionResponseTypes")
      return [
        {
          handler,
          folder: typeof folder === "string" ? folder : "",
          start: type.range?.[0] ?? 0,
          end: type.range?.[1] ?? 0,
          isReported,
          kind,
        },
      ]
    })
  })
}

function valuesOf(node: unknown): YAMLMap[] {
  return isMap(node) ? node.items.flatMap(({ value }) => (isMap(value) ? [value] : [])) : []
}
