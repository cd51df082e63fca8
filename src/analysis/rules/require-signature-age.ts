import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import { bare, descendants, enclosingFunction, nodesOf, propertyName } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { importersOf } from "../source/import-graph.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { wordsIn } from "../source/words-in.ts"

// The time a message was signed at, as senders and their receivers call it.
const TIME = /^(?:t|ts|time|timestamp|\w*(?:Timestamp|_timestamp|SignedAt|_ts)|signedAt|signed_at|sentAt|sent_at)$/
// Whoever asks for the time of day here, or speaks of how old something may be, does more than we can judge.
const ASKS_AGE =
  /\bDate\b|dayjs|moment|luxon|performance\.now|tolerance|max_?age|\bage\b|fresh|stale|too_?old|expire|skew|replay|nonce|already|seen|dedup|idempoten|(?:event|message|delivery)_?ids?\b/i
const COMPARES =
  /timingSafeEqual|safeCompare|constantTime|scmp|\b[!=]==\s*(?:expected|signature|digest|computed)|(?:expected|signature|digest|computed)\s*[!=]==/i
const MAX_IMPORTERS = 20

export const requireSignatureAge = defineRule({
  kind: "source",
  id: "require-signature-age",
  section: "security",
  practice: "security",
  severity: "medium",
  confidence: "high",
  title: "A signed time is never compared with now",
  why: "Senders sign the time together with the message so that the receiver can refuse what was recorded and sent again. A time that is only a part of the signed text keeps no message from being accepted for ever.",
  fix: "Refuse what was signed more than a few minutes ago, and remember the ids of what was accepted since.",
  cwe: ["CWE-294"],
  needs: { path: "server", words: ["createHmac", "createVerify", "verify"] },
  *check({ project, module }) {
    if (!isServerPath(module.path) || !/\b(?:createHmac|createVerify)\b/.test(module.text) || speaksOfAge(module)) return
    for (const node of nodesOf(module.program, "CallExpression")) {
      const method = node.callee.type === "MemberExpression" ? propertyName(node.callee) : null
      const around = method === "update" ? enclosingFunction(node) : null
      const time = around && node.arguments[0] ? timeIn(signedText(module, node.arguments[0])) : null
      if (!around || !time || !isOfMessage(module, around, time) || !COMPARES.test(module.textOf(around).slice(0, 10_000))) continue
      if (asksElsewhere(project, module)) return
      const name = module.textOf(time)
      yield {
        at: node,
        message: `Whoever has once recorded a message sends it again as often as it likes: \`${name}\` is a part of what is signed, and nothing here compares it with the time of day.`,
        fix: `After the signature, refuse a \`${name}\` that is more than a few minutes from \`Date.now()\`.`,
      }
    }
  },
})

// What comments and messages say compares nothing.
function speaksOfAge(module: SourceModule): boolean {
  if (!ASKS_AGE.test(module.code)) return false
  for (const { word } of wordsIn(module.program)) if (ASKS_AGE.test(word)) return true
  return false
}

// `const base = `v0:${timestamp}:${body}``
function signedText(module: SourceModule, argument: Node): Node {
  const inner = bare(argument)
  const binding = inner.type === "Identifier" ? module.bindings.resolve(inner) : null
  const init =
    binding?.kind === "variable" && binding.declaration.type === "VariableDeclarator" && binding.assigned.length === 0
      ? binding.declaration.init
      : null
  return init && /^(?:TemplateLiteral|BinaryExpression)$/.test(bare(init).type) ? init : inner
}

/** The name of a time in what is signed: `` `${timestamp}.${body}` ``. */
function timeIn(argument: Node): (Node & { type: "Identifier" }) | null {
  for (const each of descendants(bare(argument)))
    if (each.type === "Identifier" && TIME.test(each.name) && !(each.parent?.type === "MemberExpression" && each.parent.property === each))
      return each
  return null
}

// It comes with the message: a parameter, or something read out of one. What we sign ourselves has a time of our own.
function isOfMessage(module: SourceModule, around: FunctionNode, time: Node & { type: "Identifier" }): boolean {
  const binding = module.bindings.resolve(time)
  if (binding?.kind === "parameter") return /sign|hmac|verif|check|valid|webhook/i.test(module.textOf(around).slice(0, 200))
  const init = binding?.kind === "variable" && binding.declaration.type === "VariableDeclarator" ? binding.declaration.init : null
  return (
    Boolean(init) &&
    /header|signature|\.get\(|\.query|parts?\b|split\(|match|parse|exec\(|req|ctx|params/i.test(module.textOf(init as Node).slice(0, 300))
  )
}

// `if (isOld(parsed.t)) …` in the file that asks for the signature to be checked.
function asksElsewhere(project: Project, module: SourceModule): boolean {
  return (importersOf(project).get(module.path) ?? []).slice(0, MAX_IMPORTERS).some((path) => project.codeMentions(path, ASKS_IN_CALLER))
}

const ASKS_IN_CALLER =
  /tolerance|max_?age|too_?old|stale|skew|replay|nonce|dedup|idempoten|Date\.now\(\)\s*(?:\/\s*1000\s*)?-|(?:event|message|delivery)_?ids?\b/i
