import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { ancestors, bare, functionName, identifiersNamed, isFunction, nodesOf, propertyName, propertyOf, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"

type Call = Node & { type: "CallExpression" }

// ASVS 2.1.1 of version 4 and NIST SP 800-63B: eight characters at least, and no upper limit below 64.
const LEAST = 8
const LEAST_MAXIMUM = 64
const PASSWORD = /^(?:new|user|plain)?_?(?:password|passwd|pwd|passphrase)$/i
const SIGNS_IN = /log-?_?in|sign-?_?in|authenticate|credential|session/i
const MINIMUM = /^(?:min|minLength|MinLength|minlength)$/
const MAXIMUM = /^(?:max|maxLength|MaxLength|maxlength)$/

export const requireLongPassword = defineRule({
  kind: "source",
  id: "require-long-password",
  section: "security",
  practice: "security",
  severity: "low",
  confidence: "high",
  title: "Short passwords are accepted",
  why: "Length is what makes a password hard to guess. Below eight characters all of them are tried in hours once the table leaks, and an upper limit keeps out the phrases and password managers that would help.",
  fix: "Ask for eight characters at least, twelve without a second factor, and allow 64 or more.",
  cwe: ["CWE-521"],
  needs: { path: "server", words: ["password", "passwd", "pwd", "passphrase", "newPassword", "userPassword", "new_password"] },
  *check({ module }) {
    if (!isServerPath(module.path) || SIGNS_IN.test(module.path)) return
    for (const node of nodesOf(module.program, "CallExpression")) {
      const limit = limitOf(module, node)
      if (limit && !isSignIn(module, node)) yield* judge(limit)
    }
    for (const node of nodesOf(module.program, "Property")) {
      const limit = declaredLimit(node)
      if (limit && !isSignIn(module, node)) yield* judge(limit)
    }
  },
})

interface Limit {
  readonly at: Node
  readonly value: Node
  readonly count: number
  readonly kind: "least" | "most"
}

function* judge({ at, value, count, kind }: Limit): Generator<Draft> {
  if (kind === "least" && count < LEAST && count > 0)
    yield {
      at,
      title: `Passwords of ${count} characters are accepted`,
      message: `Once the table leaks, every password of ${count} characters is found by trying all of them: NIST and OWASP ask for ${LEAST} at least.`,
      edits: [{ start: value.start, end: value.end, text: String(LEAST) }],
    }
  if (kind === "most" && count < LEAST_MAXIMUM && count > 0)
    yield {
      at,
      confidence: "medium",
      title: `Passwords above ${count} characters are refused`,
      message: `Phrases and what password managers make are refused, so people take something shorter: NIST and OWASP ask to allow ${LEAST_MAXIMUM} at least.`,
      edits: [{ start: value.start, end: value.end, text: "72" }],
      fix: "Allow 64 or more; bcrypt reads the first 72 bytes.",
    }
}

// `password: z.string().min(6)`, `@MinLength(6) password: string`, `body("password").isLength({ min: 6 })`
function limitOf(module: SourceModule, call: Call): Limit | null {
  const method =
    call.callee.type === "MemberExpression" ? propertyName(call.callee) : call.callee.type === "Identifier" ? call.callee.name : null
  if (method === null) return null
  if (method === "isLength") {
    const value = propertyOf(call.arguments[0], "min")
    return value && isAboutPassword(module, call) ? limit(value.parent ?? value, value, "least") : null
  }
  const kind = MINIMUM.test(method) ? "least" : MAXIMUM.test(method) ? "most" : null
  const [value] = call.arguments
  if (!kind || !value) return null
  return fieldOf(call) ? limit(call.callee.type === "MemberExpression" ? value : call, value, kind) : null
}

// `password: { type: "string", minLength: 6 }`
function declaredLimit(node: Node & { type: "Property" }): Limit | null {
  const name = propertyName(node) ?? ""
  const kind = /^min_?length$/i.test(name) ? "least" : /^max_?length$/i.test(name) ? "most" : null
  const owner = node.parent?.parent
  if (!kind || owner?.type !== "Property" || !PASSWORD.test(propertyName(owner) ?? "")) return null
  const inner = bare(node.value)
  // Mongoose takes a message beside the number.
  const value = inner.type === "ArrayExpression" ? (inner.elements[0] ?? null) : inner
  return value ? limit(node, value, kind) : null
}

function limit(at: Node, value: Node, kind: Limit["kind"]): Limit | null {
  const inner = bare(value)
  return inner.type === "Literal" && typeof inner.value === "number" ? { at, value: inner, count: inner.value, kind } : null
}

/** Whether the call stands in the value, or among the decorators, of a field that is a password. */
function fieldOf(call: Node): boolean {
  let below: Node = call
  for (const above of ancestors(call)) {
    if (above.type === "Property") return above.value === below && PASSWORD.test(propertyName(above) ?? "")
    if (above.type === "PropertyDefinition") return above.value !== below && PASSWORD.test(propertyName(above) ?? "")
    if (above.type !== "CallExpression" && above.type !== "MemberExpression" && above.type !== "Decorator") return false
    // An argument of another call is about something else: `z.array(z.string().min(1))`.
    if (above.type === "CallExpression" && above.callee !== below) return false
    below = above
  }
  return false
}

function isAboutPassword(module: SourceModule, call: Call): boolean {
  let current: Node = call
  while (current.type === "CallExpression" && current.callee.type === "MemberExpression") current = bare(current.callee.object)
  if (current.type !== "CallExpression" || !/^(?:body|check|param|query)$/.test(module.textOf(current.callee))) return false
  return PASSWORD.test(stringOf(current.arguments[0]) ?? "") && isOfAccount(module, call)
}

// Links and rooms have passwords as well, and need not keep them; an account has a name or an address beside it.
function isOfAccount(module: SourceModule, call: Call): boolean {
  for (const above of ancestors(call)) {
    if (
      above.type === "ArrayExpression" ||
      (above.type === "CallExpression" && /\.(?:post|put|patch|use)$/.test(module.textOf(above.callee).slice(0, 80)))
    )
      return /["'](?:e?mail\w*|user_?name|login|name|first_?name|confirm\w*|current_?password|old_?password|token)["']/i.test(
        module.textOf(above).slice(0, 5_000),
      )
  }
  return true
}

// `const credentials = z.object({ … })`, which nothing but `app.post("/login", …)` asks.
function servesSignIn(module: SourceModule, { id }: Node & { type: "VariableDeclarator" }): boolean {
  if (id.type !== "Identifier") return false
  const uses = identifiersNamed(module.program, id.name).filter((each) => each !== id && !isExported(each))
  return uses.length > 0 && uses.every((each) => isInSignIn(each))
}

function isExported(name: Node): boolean {
  return name.parent?.type === "ExportSpecifier" || name.parent?.type === "TSTypeQuery"
}

function isInSignIn(node: Node): boolean {
  for (const above of ancestors(node)) {
    if (above.type === "CallExpression" && SIGNS_IN.test(stringOf(above.arguments[0]) ?? "")) return true
    if (isFunction(above) && SIGNS_IN.test(functionName(above) ?? "")) return true
  }
  return false
}

// Whoever signs in with an old short password must still be able to.
function isSignIn(module: SourceModule, node: Node): boolean {
  for (const above of ancestors(node)) {
    const name =
      above.type === "VariableDeclarator" && above.id.type === "Identifier"
        ? above.id.name
        : above.type === "ClassDeclaration"
          ? (above.id?.name ?? "")
          : above.type === "Property"
            ? (propertyName(above) ?? "")
            : above.type === "CallExpression"
              ? module.textOf(above.callee).slice(0, 80)
              : ""
    if (SIGNS_IN.test(name)) return true
    if (above.type === "VariableDeclarator" && servesSignIn(module, above)) return true
  }
  return false
}
