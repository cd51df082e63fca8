import { callFacts } from "../calls/call-facts.ts"
import type { Call } from "../calls/call-facts.ts"
import { bodiesBelow, retriedHandlers, workBelow } from "../calls/retried-handlers.ts"
import type { RetriedHandler } from "../calls/retried-handlers.ts"
import { defineRule } from "../rule.ts"
import { descendants, propertyName } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

// What moves money when it is called.
const CHARGES = /\.(?:paymentIntents|charges|refunds|transfers|payouts|invoiceItems|invoices|subscriptions|checkout\.sessions)\.create$/
const INSERTS = /^(?:create|createMany|insert|insertOne|insertMany|bulkCreate|add)$/
// Any of these shows that somebody thought of the second call.
const DEDUPES =
  /idempotency|dedup|upsert|findOrCreate|orIgnore|onConflict|ON CONFLICT|ON DUPLICATE KEY|INSERT IGNORE|skipDuplicates|ignoreDuplicates|already|processed|x-github-delivery|x-shopify-webhook-id|webhook-id|svix-id|deliveryId|\bevent\.id\b|eventId|event_id|messageId|message_id|jobId|job\.id|\bSETNX\b|\bsetnx\b|\bNX\b|P2002|23505|11000|ER_DUP|UniqueConstraint|\bfindUnique\b|\bexists\w*\(|\bexisting\w*/i

// `… WHERE id = $1 AND status = 'open'` finds nothing the second time.
const CONDITIONAL =
  /\bWHERE\b[\s\S]{0,400}\b(?:status|state|IS\s+NULL|processed|paid|version|settled|credited)\b|\bwhere\b[\s\S]{0,400}\b(?:status|state|processed|paid|version)\b/i
// How often it was tried is meant to go up each time.
const RETRIES = /attempt|retr(?:y|ies)|tries|fail|delivery_?count|last_/i

// What a handler that is called again is registered with, or asks of the message.
const MENTIONS_MESSAGES =
  /\.\s*(?:process|consume)\s*\(|\bon\s*\(\s*["'`]message["'`]|\bWorker\b|eachMessage|eachBatch|handleMessage|@Process\b|\bWorkerHost\b|:\s*(?:Job|EachMessagePayload|EachBatchPayload|ConsumeMessage)\b|constructEvent|stripe-signature|x-github-event|x-hub-signature|x-shopify-(?:topic|hmac-sha256)|paypal-transmission-sig|(?:svix|webhook)-signature/i

export const requireIdempotentHandler = defineRule({
  kind: "source",
  id: "require-idempotent-handler",
  section: "reliability",
  practice: "database",
  severity: "medium",
  confidence: "low",
  title: "A message that is delivered twice is handled twice",
  why: "Webhooks and queues deliver at least once: a slow answer, a restart or a lost acknowledgement is enough for the same message to come again. Without a key that tells it from a new one, the customer pays twice or the row is there twice.",
  fix: "Remember the id of the message under a unique constraint, in the transaction that does the work, and skip what is there already.",
  cwe: ["CWE-837"],
  needs: { path: "server", text: [MENTIONS_MESSAGES] },
  *check({ project, module }) {
    const told = new Set<number>()
    for (const handler of retriedHandlers(project, module)) {
      const bodies = bodiesBelow(project, module, handler.node)
      const dedupes = bodies.some((each) => DEDUPES.test(module.textOf(each)))
      const counted = dedupes ? null : countedBelow(project, module, handler)
      if (counted && !told.has(counted.node.start)) {
        told.add(counted.node.start)
        yield describeCount(counted, handler)
      }
      for (const body of bodies)
        for (const node of descendants(body)) {
          if (node.type !== "CallExpression" || told.has(node.start)) continue
          const { name, method, facts, path } = callFacts(project, module, node)
          const isCharge = CHARGES.test(name) && (path?.startsWith("stripe") ?? /stripe/i.test(name))
          if (isCharge ? hasKey(module, node) : dedupes || !INSERTS.test(method) || !facts.includes("db-write")) continue
          told.add(node.start)
          yield isCharge ? describeCharge(name, node, handler) : describeInsert(name, node, handler)
          // One example shows what is missing.
          if (!isCharge) return
        }
    }
  },
})

interface Counted {
  readonly module: SourceModule
  readonly node: Call
  readonly name: string
}

// `SET credits = credits + $2`, `.increment("credits")`, `{ credits: { increment: 5 } }`, `{ $inc: { credits: 5 } }`
const COUNTS = /\bSET\s+["\w.]{1,60}\s*=\s*(?:COALESCE\()?["\w.]{1,60}(?:,\s*0\))?\s*[+-]|\bincrement\b|\bdecrement\b|\$inc\b/i
const MAX_TEXT = 1_000

/** What a handler adds to a number, itself or in functions of other files, where nothing on the way tells a second delivery from the first. */
function countedBelow(project: Project, module: SourceModule, handler: RetriedHandler): Counted | null {
  const work = workBelow(project, module, handler.node)
  if (work.some((each) => DEDUPES.test(each.module.textOf(each.node)))) return null
  for (const each of work)
    for (const node of descendants(each.node)) {
      if (node.type !== "CallExpression") continue
      const { facts, name, method } = callFacts(project, each.module, node)
      if (!facts.includes("db-write") && !facts.includes("db-read")) continue
      const written = `${method}(${each.module.code.slice(node.callee.end, Math.min(node.end, node.callee.end + MAX_TEXT))}`
      if (COUNTS.test(written) && !RETRIES.test(written) && !CONDITIONAL.test(written)) return { module: each.module, node, name }
    }
  return null
}

function describeCount({ module, node, name }: Counted, { sender, kind }: RetriedHandler) {
  return {
    path: module.path,
    at: node,
    confidence: "medium" as const,
    title: `\`${name}\` counts again when ${sender} ${kind === "webhook" ? "sends the event" : "delivers the message"} again`,
    message: `What is added here is added twice after a repetition: ${sender} repeats ${kind === "webhook" ? "an event that was not answered in time" : "a message whose handler failed or was too slow"}, and nothing on the way looks whether it was handled before.`,
    key: `count ${name}`,
  }
}

// `stripe.refunds.create({ … }, { idempotencyKey })`
function hasKey(module: SourceModule, call: Call): boolean {
  const options = call.arguments[1]
  if (options === undefined) return false
  return (
    options.type !== "ObjectExpression" ||
    options.properties.some(
      (each) => each.type !== "Property" || propertyName(each) === "idempotencyKey" || /idempoten/i.test(module.textOf(each)),
    )
  )
}

function describeCharge(name: string, node: Call, { sender, kind }: RetriedHandler) {
  return {
    at: node,
    severity: "high" as const,
    confidence: "medium" as const,
    title: `\`${name}\` runs again when ${sender} ${kind === "webhook" ? "sends the event" : "delivers the message"} again`,
    message: `The customer is charged or paid twice: ${sender} repeats ${kind === "webhook" ? "an event that was not answered in time" : "a message whose handler failed or was too slow"}, and nothing tells \`${name}\` that it did this already.`,
    fix: "Pass `{ idempotencyKey }` as the second argument, made from the id of the message.",
    key: `charge ${name}`,
  }
}

function describeInsert(name: string, node: Call, { sender, kind }: RetriedHandler) {
  return {
    at: node,
    title: `\`${name}\` inserts again when ${sender} ${kind === "webhook" ? "sends the event" : "delivers the message"} again`,
    message: `The same row is there twice after a repetition: ${sender} repeats ${kind === "webhook" ? "an event that was not answered in time" : "a message whose handler failed or was too slow"}, and nothing in this handler looks whether it was handled before.`,
    key: `insert ${name}`,
  }
}
