import { bare, descendants, propertyName, propertyOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { asksForText } from "./predicates.ts"
import type { WrittenPredicate } from "./predicates.ts"
import { guardsOf } from "./environment.ts"
import { guardKey, isMarked, noteKey } from "./value.ts"
import type { Environment, Tainted, Value } from "./value.ts"
import type { Frame, Walk } from "./walk.ts"

// What sends mails to whoever is in a list: https://nodemailer.com/message/addresses
const SENDS_MAIL =
  /^(?:nodemailer\.createTransport\(\)\.sendMail|@sendgrid\/mail(?:\.default)?\.send(?:Multiple)?|resend\.Resend\(\)\.emails\.send|emailjs\.SMTPClient\(\)\.send)$/
const MAILER = /^(?:transporter?|mailer|mail|smtp|smtpTransport|sgMail|resend)$/i
const RECIPIENTS = ["to", "cc", "bcc"]
// Of a list that is there to refuse.
const REFUSES = /reserv|forbid|forbad|den(?:y|ied)|block|black|ban(?:ned)?|disallow|privileged|protect|restrict|internal|admin|staff/i
const MAX_NODES = 400

/** Whether a value may be a list where the code asks it as if it were a text. */
export function mayBeList(value: Tainted, environment: Environment): boolean {
  if (value.stored) return false
  return value.controls.includes("shape") || (/\bquery\b/.test(value.source) && !guardsOf(environment, guardKey(value)).includes("shape"))
}

/** Notes that a value which may be a list was asked for a piece: `email.includes("@ours.example")`. */
export function noteLookedInto(value: Value, environment: Environment): void {
  if (value?.kind === "tainted" && mayBeList(value, environment)) environment.guarded.set(noteKey("asked-for-piece", value), ["shape"])
}

/** Whether a list, or a function that answers, is there to refuse what it knows, by its name. */
export function refuses(name: string): boolean {
  return REFUSES.test(name)
}

/** Notes that a value which may be a list is none of what is refused: `!RESERVED.includes(role)`. */
export function noteRefused(value: Value, environment: Environment): void {
  if (value?.kind === "tainted" && value.controls.includes("shape") && !value.stored)
    environment.guarded.set(noteKey("not-refused", value), ["shape"])
}

/** Whether a function of the repository looks its argument up in a list and asks not of what kind it is. */
export function looksUp(predicate: WrittenPredicate | null): boolean {
  if (predicate === null || asksForText(predicate)) return false
  const { params, body } = predicate.node
  const [parameter] = params
  if (parameter?.type !== "Identifier" || !body) return false
  let count = 0
  for (const node of descendants(body)) {
    if (++count > MAX_NODES) return false
    if (node.type !== "CallExpression" || node.callee.type !== "MemberExpression") continue
    const [asked] = node.arguments
    if (/^(?:includes|indexOf|has)$/.test(propertyName(node.callee) ?? "") && asked?.type === "Identifier" && asked.name === parameter.name)
      return true
  }
  return false
}

function isListStill(value: Value, environment: Environment): value is Tainted {
  return value?.kind === "tainted" && mayBeList(value, environment) && !value.step.what.startsWith("becomes part of the text")
}

/** Notes what may be a list, was checked as a text, and is taken apart by a call: recipients of a mail, what is put behind a list. */
export function lookForLists(
  walk: Walk,
  call: {
    node: Node & { type: "CallExpression" | "NewExpression" }
    path: string | null
    method: string | null
    receiver: Value
    values: readonly Value[]
  },
  { module, environment }: Frame,
): void {
  const { node, path, method, receiver, values } = call
  const found = (argument: Node, value: Tainted, field: string) =>
    walk.hits.push({ kind: "list", technology: "JavaScript", module, node, argument, value, field, certain: true })
  const [first] = node.arguments
  const callee = bare(node.callee)
  const name = callee.type === "MemberExpression" ? module.textOf(callee.object).split(".").at(-1) : undefined
  if (first && ((path !== null && SENDS_MAIL.test(path)) || (/^(?:sendMail|send)$/.test(method ?? "") && MAILER.test(name ?? "")))) {
    const mail = values[0]?.kind === "object" ? values[0] : null
    for (const option of RECIPIENTS) {
      const value = mail?.fields.get(option) ?? null
      if (isListStill(value, environment) && (isMarked(value, "asked-for-piece") || isMarked(value, "not-refused")))
        found(propertyOf(first, option) ?? first, value, "recipients")
    }
  }
  if (method !== "concat" || receiver?.kind === "tainted") return
  for (const [index, value] of values.entries()) {
    const argument = node.arguments[index]
    if (argument && isListStill(value, environment) && isMarked(value, "not-refused")) found(argument, value, "elements")
  }
}
