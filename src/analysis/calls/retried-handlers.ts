import { escapePattern } from "../escape-pattern.ts"
import { isServerPath } from "./server-path.ts"
import { bare, descendants, functionName, isClass, isFunction, nodesOf, propertyName, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { meaningOf, originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

// What a handler calls beyond these is too far from it to be blamed.
const MAX_BODIES = 60

/** A function that is called again with the same message when it was not acknowledged in time. */
export interface RetriedHandler {
  readonly kind: "webhook" | "queue"
  /** Who calls again: `Stripe`, `BullMQ` … */
  readonly sender: string
  readonly node: FunctionNode
}

// How a webhook is recognised by what its handler reads.
const WEBHOOKS: readonly { readonly sender: string; readonly sign: RegExp }[] = [
  { sender: "Stripe", sign: /\.webhooks\.constructEvent(?:Async)?\(|["'`]stripe-signature["'`]/i },
  { sender: "GitHub", sign: /["'`]x-(?:github-event|hub-signature(?:-256)?)["'`]/i },
  { sender: "Shopify", sign: /["'`]x-shopify-(?:topic|hmac-sha256)["'`]/i },
  { sender: "PayPal", sign: /["'`]paypal-transmission-sig["'`]/i },
  { sender: "the sender of the webhook", sign: /["'`](?:svix|webhook)-signature["'`]/i },
]

/** The retried handlers that a file declares. */
export function retriedHandlers(project: Project, module: SourceModule): RetriedHandler[] {
  if (!isServerPath(module.path)) return []
  const found: RetriedHandler[] = []
  const hooks = WEBHOOKS.filter(({ sign }) => sign.test(module.code))
  if (hooks.length > 0)
    for (const node of nodesOf(module.program, "FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression")) {
      const text = module.textOf(node)
      const sender = hooks.find(({ sign }) => sign.test(text))?.sender
      // The innermost one: the function around it registers the route.
      if (sender !== undefined && !isAroundAnother(module, node, hooks)) found.push({ kind: "webhook", sender, node })
    }
  for (const node of nodesOf(module.program, "CallExpression", "NewExpression")) {
    const consumer = consumerOf(project, module, node)
    if (consumer) found.push({ kind: "queue", ...consumer })
  }
  for (const node of nodesOf(module.program, "FunctionDeclaration", "FunctionExpression", "ArrowFunctionExpression")) {
    const sender = found.some((each) => each.node === node) ? null : (processorSender(node) ?? typedSender(module, node))
    if (sender !== null) found.push({ kind: "queue", sender, node })
  }
  return found
}

// What a function takes that is registered in another file, by the type of its first parameter.
const MESSAGE_TYPES: readonly { readonly sender: string; readonly type: string; readonly from: RegExp }[] = [
  { sender: "BullMQ", type: "Job", from: /^bullmq$/ },
  { sender: "Bull", type: "Job", from: /^bull$/ },
  { sender: "pg-boss", type: "Job", from: /^pg-boss$/ },
  { sender: "Kafka", type: "EachMessagePayload", from: /^kafkajs$/ },
  { sender: "Kafka", type: "EachBatchPayload", from: /^kafkajs$/ },
  { sender: "RabbitMQ", type: "ConsumeMessage", from: /^amqplib$/ },
]

/** Who delivers what a function takes, when nothing but its type says so: `async (job: Job<Charge>) => …`; `null` for other functions. */
function typedSender(module: SourceModule, node: FunctionNode): string | null {
  const [first] = node.params
  // Listeners that are told what became of a job take more, and do no work of it.
  if (!node.async || !first || node.params.length > 2 || !("typeAnnotation" in first) || isNoHandler(module, node)) return null
  const type = first.typeAnnotation?.typeAnnotation
  if (type?.type !== "TSTypeReference" || type.typeName.type !== "Identifier") return null
  const { name } = type.typeName
  const declaration = module.bindings.top.get(name)?.declaration.parent
  if (declaration?.type !== "ImportDeclaration") return null
  return MESSAGE_TYPES.find((each) => each.type === name && each.from.test(declaration.source.value))?.sender ?? null
}

// What this very file calls is a part of the work, or what is done when it has failed.
function isNoHandler(module: SourceModule, node: FunctionNode): boolean {
  const name = functionName(node)
  if (name === null) return false
  return (
    /^on[A-Z]|fail|complete|stall|progress|active|error/i.test(name) ||
    new RegExp(`(?<![\\w$])(?<!function )${escapePattern(name)}\\(`).test(withoutDeclaration(module, node))
  )
}

function withoutDeclaration(module: SourceModule, node: FunctionNode): string {
  const from = module.lines.startOf(module.lineOf(node.parent?.type === "MethodDefinition" ? node.parent : node))
  return module.code.slice(0, from) + module.code.slice(node.body?.start ?? node.end)
}

/** `process` of a class that extends `WorkerHost`, and methods under `@Process()`, of Nest; `null` for other functions. */
function processorSender(node: FunctionNode): string | null {
  const method = node.parent
  if (method?.type !== "MethodDefinition") return null
  const isProcess = method.decorators.some(
    ({ expression }) =>
      expression.type === "CallExpression" && expression.callee.type === "Identifier" && expression.callee.name === "Process",
  )
  if (isProcess) return "Bull"
  const owner = method.parent?.parent
  if (propertyName(method) !== "process" || !isClass(owner)) return null
  return owner.superClass?.type === "Identifier" && owner.superClass.name === "WorkerHost" ? "BullMQ" : null
}

function isAroundAnother(module: SourceModule, node: FunctionNode, hooks: typeof WEBHOOKS): boolean {
  for (const inner of descendants(node))
    if (inner !== node && isFunction(inner) && hooks.some(({ sign }) => sign.test(module.textOf(inner)))) return true
  return false
}

function consumerOf(
  project: Project,
  module: SourceModule,
  call: Node & { type: "CallExpression" | "NewExpression" },
): Omit<RetriedHandler, "kind"> | null {
  const method = call.callee.type === "MemberExpression" ? propertyName(call.callee) : null
  if (call.type === "CallExpression" && !/^(?:process|consume|run|on|subscribe|create)$/.test(method ?? "")) return null
  const origin = originOf(project, module, call.callee)
  if (origin === null) return null
  const given = (argument: Node | undefined, sender: string) => {
    const node = argument && functionOf(project, module, argument)
    return node ? { sender, node } : null
  }
  if (origin === "bullmq.Worker") return given(call.arguments[1], "BullMQ")
  if (/^bull(?:mq)?(?:\.Queue)?\(\)\.process$/.test(origin)) return given(call.arguments.at(-1), "Bull")
  if (/^amqplib(?:\/callback_api)?\.connect\(\)\.create(?:Confirm)?Channel\(\)\.consume$/.test(origin))
    return given(call.arguments[1], "RabbitMQ")
  if (/^kafkajs\.Kafka\(\)\.consumer\(\)\.run$/.test(origin))
    return given(optionOf(call.arguments[0], "eachMessage") ?? optionOf(call.arguments[0], "eachBatch"), "Kafka")
  if (/^@google-cloud\/pubsub\.PubSub\(\)\.(?:topic\(\)\.)?subscription\(\)\.on$/.test(origin) && stringOf(call.arguments[0]) === "message")
    return given(call.arguments[1], "Pub/Sub")
  if (/^sqs-consumer\.Consumer\.create$/.test(origin)) return given(optionOf(call.arguments[0], "handleMessage"), "SQS")
  return null
}

function optionOf(options: Node | undefined, name: string): Node | undefined {
  const inner = options && bare(options)
  if (inner?.type !== "ObjectExpression") return undefined
  for (const each of inner.properties) if (each.type === "Property" && propertyName(each) === name) return each.value
  return undefined
}

function functionOf(project: Project, module: SourceModule, node: Node): FunctionNode | null {
  const inner = bare(node)
  if (isFunction(inner)) return inner
  const meaning = inner.type === "Identifier" ? meaningOf(project, module, inner) : null
  return meaning?.kind === "function" && meaning.module === module ? meaning.node : null
}

/** The bodies that run when the handler does: its own, and those of functions and methods of the same file it calls, two calls deep. */
export function bodiesBelow(project: Project, module: SourceModule, handler: FunctionNode): FunctionNode[] {
  const seen = new Set<FunctionNode>([handler])
  let edge: FunctionNode[] = [handler]
  for (let depth = 0; depth < 2; depth++) {
    const next: FunctionNode[] = []
    for (const each of edge)
      for (const node of descendants(each)) {
        if (node.type !== "CallExpression" || isClass(node)) continue
        const meaning = meaningOf(project, module, node.callee)
        if (meaning?.kind !== "function" || meaning.module !== module || seen.has(meaning.node)) continue
        seen.add(meaning.node)
        next.push(meaning.node)
      }
    edge = next
  }
  return [...seen]
}

/** The same through functions of other files as well: what a handler sets in motion, with the files it is in. */
export function workBelow(
  project: Project,
  module: SourceModule,
  handler: FunctionNode,
): { readonly module: SourceModule; readonly node: FunctionNode }[] {
  const seen = new Set<FunctionNode>([handler])
  const found = [{ module, node: handler, depth: 0 }]
  for (const each of found) {
    if (each.depth >= 2) continue
    for (const node of descendants(each.node)) {
      const called = node.type === "CallExpression" ? meaningOf(project, each.module, node.callee) : null
      if (called?.kind !== "function" || seen.has(called.node) || found.length >= MAX_BODIES) continue
      seen.add(called.node)
      found.push({ module: called.module, node: called.node, depth: each.depth + 1 })
    }
  }
  return found
}
