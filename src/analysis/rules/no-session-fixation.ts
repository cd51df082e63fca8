import { clientValueOf, placeName } from "../calls/client-value.ts"
import type { ClientValue } from "../calls/client-value.ts"
import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { ancestors, bare, descendants, functionName, isFunction, nodesOf, ownNodes, propertyName, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"

const IDENTITY =
  /^(?:user|user_?id|user_?name|uid|account|account_?id|logged_?in|is_?logged_?in|logged|authenticated|is_?auth\w*|is_?admin|admin|member|passport)$/i
// The id of an account goes by its name in the service, `growerId`; these are ids of something else.
const OTHER_ID = /cart|basket|order|request|flow|challenge|device|trace|correlation|organi|tenant|step|state|csrf|session|client|file|job/i
const LOGIN = /log-?_?in|sign-?_?in|authenticate|auth$/i

export const noSessionFixation = defineRule({
  kind: "source",
  id: "no-session-fixation",
  section: "security",
  practice: "security",
  severity: "medium",
  confidence: "high",
  title: "The session keeps its id through the login",
  why: "Who can plant a session id in a victim's browser before the login, over plain HTTP, a subdomain or a shared computer, holds the same session after it. A new id at the login makes the planted one worthless.",
  fix: "Call `req.session.regenerate` and put the user into the new session.",
  cwe: ["CWE-384"],
  needs: { path: "server", words: ["session"] },
  *check({ project, module }) {
    if (!isServerPath(module.path) || !/\bsession\b/.test(module.text)) return
    // Sessions that are the cookie itself have no id to keep.
    if (!["express-session", "@fastify/session"].some((name) => project.dependsOn(module.path, name) !== null)) return
    yield* chosenIds(module)
    const judged = new Set<Node>()
    for (const node of nodesOf(module.program, "AssignmentExpression")) {
      if (!isInSession(node.left) || !isIdentity(node.left, node.right) || isEmptied(node.right)) continue
      const functions = [...ancestors(node)].filter(isFunction)
      const outermost = functions.find((each) => isLogin(each)) ?? functions.find((each) => checksPassword(module, each))
      if (!outermost || judged.has(outermost)) continue
      const text = module.namesOf(outermost)
      if (!/passw|pwd|credential|validateLogin|otp|verifyLogin|checkLogin/i.test(text) || isRenewed(outermost)) continue
      judged.add(outermost)
      const target = module.textOf(node.left)
      const session = target.slice(0, target.lastIndexOf("."))
      yield {
        at: node,
        message: `Whoever planted the session id before the login is logged in with the victim: \`${target.slice(0, 60)}\` is set in the session the visitor came with.`,
        fix:
          project.dependsOn(module.path, "@fastify/session") !== null
            ? `\`await ${session}.regenerate()\` first, then set it.`
            : `Set it inside \`${session}.regenerate((error) => { … })\`, after handling \`error\`.`,
        key: `fixation ${nameOf(outermost, module)}`,
      }
    }
  },
})

const MAKES_ID = /^(?:genid|idGenerator)$/

// `session({ genid: (req) => req.query.sid || randomUUID() })`
function* chosenIds(module: SourceModule): Generator<Draft> {
  for (const node of nodesOf(module.program, "Property")) {
    const maker = bare(node.value)
    if (!isFunction(maker) || !MAKES_ID.test(propertyName(node) ?? "")) continue
    for (const result of resultsOf(maker)) {
      const chosen = clientValueIn(module, result)
      // No link and no form of another site sets a header.
      if (!chosen || chosen.place === "header") continue
      yield {
        at: result,
        severity: "high",
        title: "The sender of a request chooses the id of its session",
        message: `Whoever sends somebody a link or a form with an id of their own is signed in with them afterwards: the new session gets the \`${chosen.name}\` of ${placeName(chosen.place)} as its id.`,
        fix: "Make every id yourself, `genid: () => randomUUID()`, or leave the option out.",
      }
      break
    }
  }
}

function resultsOf({ body }: FunctionNode): readonly Node[] {
  if (!body) return []
  if (body.type !== "BlockStatement") return [body]
  return [...ownNodes(body)].flatMap((each) => (each.type === "ReturnStatement" && each.argument ? [each.argument] : []))
}

// As it is, in one of two cases, or in place of nothing; in a digest together with something random it is no longer chosen.
function clientValueIn(module: SourceModule, node: Node, depth = 0): ClientValue | null {
  const inner = bare(node)
  if (depth > 8) return null
  if (inner.type === "ConditionalExpression")
    return clientValueIn(module, inner.consequent, depth + 1) ?? clientValueIn(module, inner.alternate, depth + 1)
  if (inner.type === "LogicalExpression")
    return clientValueIn(module, inner.left, depth + 1) ?? clientValueIn(module, inner.right, depth + 1)
  if (inner.type === "TemplateLiteral") {
    const [only] = inner.expressions
    return only && inner.expressions.length === 1 ? clientValueIn(module, only, depth + 1) : null
  }
  return clientValueOf(module, inner)
}

// `req.session.userId`, `req.session.growerId = grower.id`, `req.session.growerId = growerId`
function isIdentity(target: Node, value: Node): boolean {
  const name = propertyName(target) ?? ""
  if (IDENTITY.test(name)) return true
  const given = bare(value)
  if (!/(?:[a-z]Id|_id)$/.test(name) || OTHER_ID.test(name)) return false
  return given.type === "Identifier" ? given.name === name : given.type === "MemberExpression" && /^_?id$/i.test(propertyName(given) ?? "")
}

function isInSession(target: Node): boolean {
  if (target.type !== "MemberExpression") return false
  const owner = bare(target.object)
  return (
    owner.type === "MemberExpression" &&
    propertyName(owner) === "session" &&
    owner.object.type === "Identifier" &&
    /^_?(?:req|request)$/.test(owner.object.name)
  )
}

// A comment that tells how it should be done is not done.
function isRenewed(outermost: FunctionNode): boolean {
  for (const node of descendants(outermost)) {
    const name = node.type === "Identifier" ? node.name : node.type === "MemberExpression" ? propertyName(node) : null
    if (name === null || !/regenerate|new_?session|renew|^login$/i.test(name)) continue
    // `promisify(req.session.regenerate.bind(req.session))()` as well.
    const { parent } = node
    if (parent?.type === "CallExpression" || (parent?.type === "MemberExpression" && /^(?:bind|call)$/.test(propertyName(parent) ?? "")))
      return true
  }
  return false
}

function isEmptied(value: Node): boolean {
  const inner = bare(value)
  return (inner.type === "Literal" && !inner.value) || (inner.type === "Identifier" && inner.name === "undefined")
}

function isLogin(node: FunctionNode): boolean {
  const name = functionName(node)
  if (name !== null) return LOGIN.test(name) && !/log-?_?out|is_?log|require|ensure|check_?auth/i.test(name)
  const call = node.parent
  if (call?.type !== "CallExpression" || call.callee.type !== "MemberExpression") return false
  return /^(?:post|all|route)$/.test(propertyName(call.callee) ?? "") && LOGIN.test(stringOf(call.arguments[0]) ?? "")
}

// `staff.authenticate(email, password)`: a service compares.
const ASKS_WITH_PASSWORD =
  /\b(?:authenticate\w{0,20}|log_?[iI]n|sign_?[iI]n|(?:verify|check|validate|find|findBy|get)(?:User)?(?:By)?(?:Credentials?|Login|User))\([^()]{0,120}\bpassw(?:or)?d\b/

// Whatever it is called: the password is right, and who it is goes into the session. A new password is another matter.
function checksPassword(module: SourceModule, node: FunctionNode): boolean {
  const text = module.namesOf(node).slice(0, 10_000)
  return (
    (/\b(?:bcrypt(?:js)?|argon2)\b[.\w]{0,20}\.?(?:compare|verify)\w*\(|\b(?:compare|check|verify|validate|match)_?[pP]assword\(/.test(
      text,
    ) ||
      ASKS_WITH_PASSWORD.test(text)) &&
    !/\b(?:hash|hashPassword|hashSync)\(|(?:change|reset|new)_?[pP]assword|sudo|confirmed/.test(text)
  )
}

function nameOf(node: FunctionNode, module: SourceModule): string {
  return functionName(node) ?? (node.parent?.type === "CallExpression" ? module.textOf(node.parent).slice(0, 40) : "")
}
