import { descendants, propertyOf } from "../source/ast.ts"
import { meaningOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { callFacts } from "./call-facts.ts"
import type { Call } from "./call-facts.ts"

const STATEMENT = /^(?:\w{1,40}(?:\.\w{1,40}){0,4})?["'`]\s*(?:INSERT|UPDATE|DELETE|MERGE|REPLACE)\b/i
const CHANGING = /^["'`](?:POST|PUT|PATCH|DELETE)["'`]$/i
// What is paid, sent or stored by the services that have a package of their own.
const SERVICES =
  /^(?:stripe|braintree|square|@paypal\/[\w-]+|razorpay|@mollie\/api-client|twilio)\b.*\.(?:create|update|cancel|capture|confirm|refund|del|pay|finalizeInvoice|finalize)$/
// Through a service and its store, as with what is asked of other systems.
const MAX_DEPTH = 2

/** Whether a call itself changes something outside the process: a row, a document, what another system keeps. */
function isWrite(project: Project, module: SourceModule, call: Call): boolean {
  const { facts, method, path } = callFacts(project, module, call)
  if (facts.includes("db-write") || (path !== null && SERVICES.test(path))) return true
  const [first, second] = call.arguments
  if (facts.includes("db-read")) return first !== undefined && STATEMENT.test(module.textOf(first).slice(0, 80))
  if (!facts.includes("http")) return false
  if (/^(?:post|put|patch|delete)$/i.test(method)) return true
  const verb = propertyOf(second ?? first, "method")
  return verb !== null && CHANGING.test(module.textOf(verb))
}

/** Whether a call, or what the functions of the repository that it leads to call, changes something outside the process. */
export function writesBelow(project: Project, module: SourceModule, call: Call, depth = 0): boolean {
  if (isWrite(project, module, call)) return true
  const target = depth >= MAX_DEPTH ? null : meaningOf(project, module, call.callee)
  if (target?.kind !== "function" || !target.node.body) return false
  for (const each of descendants(target.node.body))
    if (each.type === "CallExpression" && writesBelow(project, target.module, each, depth + 1)) return true
  return false
}
