import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import { routesIn } from "../routes/collect-routes.ts"
import { routeLabel } from "../routes/route.ts"
import type { Route } from "../routes/route.ts"
import type { SourceModule } from "../source/module.ts"
import { wordsIn } from "../source/words-in.ts"

const SENDERS =
  "(?:stripe|github|gitlab|bitbucket|shopify|paypal|twilio|slack|sendgrid|mailgun|mollie|adyen|square|braintree|razorpay|paystack|paddle|lemon-?squeezy|clerk|svix|zoom|intercom|hubspot|docusign|typeform|segment|coinbase|plaid|postmark|resend|contentful|linear|jira|telegram)"
// Whoever sends it signs it.
const SENT_BY = new RegExp(`(?:^|/)(?:web-?)?hooks?/${SENDERS}(?:/[\\w-]+)?/?$|(?:^|/)${SENDERS}/(?:(?:web-?)?hooks?|events?)/?$`, "i")
const PATH = /(?:^|\/)(?:web-?hooks?\/[\w:-]+(?:\/[\w-]+)?|[\w-]+\/(?:web-?hook|ipn)|web-?hook|ipn)\/?$/i
// A list that is managed under this name is something else.
const MANAGED =
  /(?:^|\/)(?:settings|admin|config\w*|preferences|test)\/|\/test\/?$|(?:^|\/)web-?hooks\/(?::\w+|create|new|test|list|events|update|delete|subscribe|register)\/?$/i
const EVENT = /\b(?:event|eventType|event_type|type|action|status|payment_status|notification|resource)\b/
const ACTS =
  /\b(?:update|save|create|insert|delete|remove|set|mark|confirm|complete|cancel|process|fulfil|handle|execute|add|push|publish|emit)\w*(?:\(|\s*=)/i
const STARTS = /\.(?:start|run|deploy|sync|trigger|dispatch|enqueue|send|apply|on)\w*\(/
const CHECKED =
  /signature|constructEvent|\bhmac|timingSafeEqual|verif|x-hub|svix|secret|authoriz|authenticat|api[-_]?key|\btoken\b|isAllowedIp|whitelist|allowlist|guard|getPublicKey|^(?:receive|unwrap|retrieve)$/i

export const requireWebhookSignature = defineRule({
  kind: "source",
  id: "require-webhook-signature",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "medium",
  title: "A webhook believes whoever calls it",
  why: "The address of a webhook is no secret: it stands in dashboards, logs and documentation. Whoever knows it reports payments and events that never happened, unless the signature of the sender is checked.",
  fix: "Check the signature over the raw body before anything else, as the sender's library does.",
  cwe: ["CWE-345", "CWE-306"],
  needs: { path: "server", routes: true },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const route of routesIn(project, module.path)) {
      if (
        route.method !== "POST" ||
        route.path === null ||
        !(PATH.test(route.path) || SENT_BY.test(route.path)) ||
        MANAGED.test(route.path)
      )
        continue
      if (!believes(route, SENT_BY.test(route.path))) continue
      const label = routeLabel(route)
      yield {
        at: { line: route.module.lineOf(route.node) },
        title: `${label} believes whoever calls it`,
        message: `Whoever knows the address reports events that never happened: the handler of \`${label}\` acts on the body, and neither it nor anything before it checks a signature.`,
        key: label,
      }
    }
  },
})

// What comments and messages say checks nothing.
function speaksOfCheck(module: SourceModule): boolean {
  if (!CHECKED.test(module.code)) return false
  for (const { word } of wordsIn(module.program)) if (CHECKED.test(word)) return true
  return false
}

function believes({ module, middleware, handler }: Route, isSentByOther: boolean): boolean {
  const { function: running, functionModule } = handler
  if (!running?.body || speaksOfCheck(functionModule) || speaksOfCheck(module)) return false
  if (middleware.some((each) => each.functionModule !== module && each.function !== null)) return false
  const text = functionModule.textOf(running)
  return (
    /\b(?:body|Body|payload|rawBody)\b|req\.json\(/.test(text) &&
    (isSentByOther || EVENT.test(text)) &&
    (ACTS.test(text) || (isSentByOther && STARTS.test(text)))
  )
}
