import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import {
  ancestors,
  bare,
  descendants,
  enclosingFunction,
  functionName,
  isFunction,
  nodesOf,
  propertyName,
  stringOf,
} from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"

const WRONG = "(?:invalid|wrong|incorrect|unknown|unrecogni[sz]ed|bad)"
const NO_ACCOUNT = new RegExp(
  `^${WRONG} (?:user ?name|user|e-?mail(?: address)?|account|login)[.!]?$|\\b(?:user ?name|user|e-?mail(?: address)?|account)\\b[^,;]{0,20} (?:not found|does not exist|doesn't exist|not registered|is unknown)[.!]?$|^(?:there is )?no (?:such )?(?:user|account)\\b`,
  "i",
)
const NO_PASSWORD = new RegExp(
  `^${WRONG} password[.!]?$|^(?:the |your )?password (?:is )?(?:invalid|wrong|incorrect|not correct|does not match|doesn't match)[.!]?$`,
  "i",
)
// Says nothing by itself; beside an answer for accounts that are not there it is the one for those that are.
const EITHER = new RegExp(`^(?:the )?${WRONG} (?:login )?(?:credentials|(?:user ?name|e-?mail)(?: address)? or password)[.!]?$`, "i")
const LOGIN = /log-?_?in|sign-?_?in|authenticate/i
// A login by another name, where it is given both.
const CHECKS = /^_?(?:valid|verif|check|by_?credential|credential)/i

export const noUserEnumeration = defineRule({
  kind: "source",
  id: "no-user-enumeration",
  section: "security",
  practice: "security",
  severity: "low",
  confidence: "medium",
  title: "The login tells which accounts exist",
  why: "Whoever knows which addresses have an account tries stolen passwords only there, and knows who uses the service. One answer for both cases gives neither away.",
  fix: "Answer both cases with the same sentence and the same status.",
  cwe: ["CWE-204"],
  needs: { path: "server", text: [/password|forgot|recover|reset/i] },
  *check({ module }) {
    if (!isServerPath(module.path) || !/password|forgot|recover|reset/i.test(module.text)) return
    const found = new Map<FunctionNode, { account?: Node; password?: Node }>()
    for (const node of descendants(module.program)) {
      const text = node.type === "Literal" || node.type === "TemplateLiteral" ? stringOf(node) : null
      if (text === null || text.length > 80) continue
      const kind = kindOf(text.trim())
      const login = kind === null ? undefined : [...ancestors(node)].filter(isFunction).find(isLogin)
      if (kind === null || !login) continue
      const known = found.get(login) ?? {}
      found.set(login, { [kind]: node, ...known })
    }
    yield* inRecovery(module)
    yield* byStatus(module, found)
    for (const { account, password } of found.values()) {
      if (!account || !password) continue
      yield {
        at: account,
        message: `Whoever tries addresses learns which of them have an account: the login answers \`${quoted(account)}\` in one case and \`${quoted(password)}\` in the other.`,
      }
    }
  },
})

const NOT_THERE = /\bnew\s+(?:\w{1,30}\.)?(?:\w{0,30}NotFound\w{0,20})\(|\b404\b|HttpStatus\.NOT_FOUND|\.notFound\(/
const NOT_ALLOWED =
  /\bnew\s+(?:\w{1,30}\.)?(?:Unauthori[sz]ed|Forbidden|InvalidCredentials)\w{0,20}\(|\b40[13]\b|HttpStatus\.(?:UNAUTHORIZED|FORBIDDEN)|\.unauthorized\(/

// `if (!user) throw new NotFoundException()`, and another status for a wrong password: the words may be the same.
function* byStatus(module: SourceModule, said: ReadonlyMap<FunctionNode, { account?: Node; password?: Node }>): Generator<Draft> {
  const missing = new Map<FunctionNode, Node>()
  const wrong = new Map<FunctionNode, Node>()
  for (const node of nodesOf(module.program, "IfStatement")) {
    const login = [...ancestors(node)].find(isFunction)
    if (!login || !isLogin(login)) continue
    const answer = answered(module, node.consequent).slice(0, 400)
    if (!/\bthrow\b|\breturn\b|\.throw\(/.test(answer)) continue
    if (NOT_THERE.test(answer) && asksForAccount(module, node)) missing.set(login, node)
    else if (NOT_ALLOWED.test(answer) && !NOT_THERE.test(answer) && asksForPassword(module, node.test)) wrong.set(login, node)
  }
  for (const [login, node] of missing) {
    const { account, password } = said.get(login) ?? {}
    const other = wrong.get(login)
    if (!other || (account && password)) continue
    yield {
      at: node,
      message: `Whoever tries addresses learns which of them have an account: the login answers "not found" where there is none, and otherwise, on line ${module.lineOf(other)}, where the password is wrong.`,
    }
  }
}

// `!user`, found by what somebody types in
function asksForAccount(module: SourceModule, { test }: Node & { type: "IfStatement" }): boolean {
  const inner = bare(test)
  return inner.type === "UnaryExpression" && inner.operator === "!" && isFoundByName(module, inner.argument)
}

// `!(await compare(password, user.hash))`, or a name of its outcome
function asksForPassword(module: SourceModule, test: Node): boolean {
  const inner = bare(test)
  const asked = inner.type === "UnaryExpression" ? bare(inner.argument) : inner
  const declared = asked.type === "Identifier" ? module.bindings.resolve(asked)?.declaration : null
  const source = declared?.type === "VariableDeclarator" && declared.init ? declared.init : asked
  return /passw|compare|verify|argon|bcrypt|scrypt/i.test(module.textOf(source).slice(0, 300))
}

const RECOVERS =
  /forgot|(?:request|send|start|init|create)\w{0,20}(?:reset|recover|magic_?link)|(?:reset|recovery?)_?(?:password)?_?(?:request|link|mail|email|token)$|recover|^magic_?link/i
const REFUSES_ACCOUNT =
  /\b(?:40[04]|422)\b|NotFound|not_?found|BadRequest|no[ _](?:user|account)|unknown_?(?:user|e?mail|account)|does(?:n't| not) exist|not (?:registered|found|exist)|boom\./i

// Who forgot a password is not asked to prove anything, so everybody may ask for everybody.
function* inRecovery(module: SourceModule): Generator<Draft> {
  for (const node of nodesOf(module.program, "IfStatement")) {
    const test = bare(node.test)
    const around = enclosingFunction(node)
    if (
      test.type !== "UnaryExpression" ||
      test.operator !== "!" ||
      bare(test.argument).type !== "Identifier" ||
      !around ||
      !recovers(around)
    )
      continue
    if (!isFoundByName(module, test.argument)) continue
    const answer = answered(module, node.consequent).slice(0, 400)
    if (!REFUSES_ACCOUNT.test(answer) || !/\bthrow\b|\breturn\b|\.throw\(/.test(answer)) continue
    yield {
      at: node,
      title: "Asking for a new password tells which accounts exist",
      message: `Whoever tries addresses learns which of them have an account: this refuses where there is none, and says that a message was sent where there is one.`,
      fix: "Answer the same in both cases, and send the message only where there is an account.",
    }
  }
}

// `await users.findByEmail(email)`
function isFoundByName(module: SourceModule, node: Node): boolean {
  const inner = bare(node)
  const declared = inner.type === "Identifier" ? module.bindings.resolve(inner)?.declaration : null
  const init = declared?.type === "VariableDeclarator" && declared.init ? module.textOf(declared.init).slice(0, 300) : ""
  return /e_?mail|user_?name|phone/i.test(init) && /\b(?:find|get|first|where|query|load|fetch|lookup|by)\w*\(/i.test(init)
}

const LOG = /^(?:this\.)?(?:\w{1,30}\.){0,2}(?:console|\w{0,20}log(?:ger)?)\.\w+$/i

// What is written to a log nobody outside reads.
function answered(module: SourceModule, consequent: Node): string {
  const statements = consequent.type === "BlockStatement" ? consequent.body : [consequent]
  return statements
    .filter((each) => {
      const call = each.type === "ExpressionStatement" ? bare(each.expression) : null
      return call?.type !== "CallExpression" || !LOG.test(module.textOf(call.callee))
    })
    .map((each) => module.textOf(each))
    .join("\n")
}

function recovers(around: FunctionNode): boolean {
  const name = functionName(around)
  if (name !== null) return RECOVERS.test(name)
  const call = around.parent
  return call?.type === "CallExpression" && RECOVERS.test((stringOf(call.arguments[0]) ?? "").replace(/^.*\//, ""))
}

function kindOf(text: string): "account" | "password" | null {
  if (NO_ACCOUNT.test(text)) return "account"
  return NO_PASSWORD.test(text) || EITHER.test(text) ? "password" : null
}

function isLogin(node: FunctionNode): boolean {
  const name = functionName(node)
  if (name !== null) return LOGIN.test(name) || (CHECKS.test(name) && takesCredentials(node))
  const call = node.parent
  return (
    call?.type === "CallExpression" &&
    call.callee.type === "MemberExpression" &&
    propertyName(call.callee) === "post" &&
    LOGIN.test(stringOf(call.arguments[0]) ?? "")
  )
}

// `validate(email, password)`, `checkCredentials({ email, password })`
function takesCredentials({ params }: FunctionNode): boolean {
  const names = params.flatMap((each) => [...descendants(each)]).flatMap((each) => (each.type === "Identifier" ? each.name : []))
  return names.some((each) => /pass/i.test(each)) && names.some((each) => /mail|user|login|phone|^name$/i.test(each))
}

function quoted(node: Node): string {
  return (stringOf(node) ?? "").replaceAll("`", "'").slice(0, 60)
}
