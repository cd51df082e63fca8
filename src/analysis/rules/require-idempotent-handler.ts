import { callFacts } from "../calls/call-facts.ts"
import type { Call } from "../calls/call-facts.ts"
import { bodiesBelow, retriedHandlers } from "../calls/retried-handlers.ts"
import type { RetriedHandler } from "../calls/retried-handlers.ts"
import { defineRule } from "../rule.ts"
import { descendants, propertyName } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"

// What moves money when it is called.
const CHARGES = /\.(?:paymentIntents|charges|refunds|transfers|payouts|invoiceItems|invoices|subscriptions|checkout\.sessions)\.create$/
const INSERTS = /^(?:create|createMany|insert|insertOne|insertMany|bulkCreate|add)$/
// Any of these shows that somebody thought of the second call.
const DEDUPES =
  /idempotency|dedup|upsert|findOrCreate|orIgnore|onConflict|ON CONFLICT|ON DUPLICATE KEY|INSERT IGNORE|skipDuplicates|ignoreDuplicates|already|processed|x-github-delivery|x-shopify-webhook-id|webhook-id|svix-id|deliveryId|\bevent\.id\b|eventId|event_id|messageId|message_id|jobId|job\.id|\bSETNX\b|\bsetnx\b|\bNX\b|P2002|23505|11000|ER_DUP|UniqueConstraint|\bfindUnique\b|\bexists\w*\(|\bexisting\w*/i

// What a handler that is called again is registered with, or asks of the message.
const MENTIONS_MESSAGES =
  /\.\s*(?:process|consume)\s*\(|\bon\s*\(\s*["'`]message["'`]|\bWorker\b|eachMessage|handleMessage|constructEvent|stripe-signature|x-github-event|x-hub-signature|x-shopify-(?:topic|hmac-sha256)|paypal-transmission-sig|(?:svix|webhook)-signature/i

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
