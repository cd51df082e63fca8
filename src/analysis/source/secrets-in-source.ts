import { ancestors, bare, descendants, propertyName, stringOf } from "./ast.ts"
import type { Node } from "./ast.ts"
import { originOf } from "./meaning.ts"
import type { SourceModule } from "./module.ts"
import type { Project } from "./project.ts"
import { GIVES_SECRET, secretGiven, writtenText } from "./library-secrets.ts"
import type { SecretUse } from "./library-secrets.ts"
import { isRealFallback, looksSecret, OPENS, SIGNING } from "./secret-words.ts"

/** A secret as text: instead of a setting that is missing, given to a call, or under a name that says what it is. */
export type WrittenSecret =
  | { readonly kind: "fallback"; readonly node: Node; readonly name: string; readonly instead: Node }
  | { readonly kind: "call"; readonly node: Node; readonly use: SecretUse; readonly callee: Node }
  | { readonly kind: "named"; readonly node: Node; readonly name: string; readonly inSession: boolean }

// What is in the name of every secret, or in that of a call that is given one.
const NAMES_SECRET =
  /secret|passw(?:or)?d|token|(?:jwt|signing|encryption|crypto|hmac|private|api)[-_]?key|\b(?:sign|verify|createHmac|createCipher(?:iv)?|createDecipher(?:iv)?|scrypt(?:Sync)?|pbkdf2(?:Sync)?|cookieParser|pass)\b|jsonwebtoken|cookie-parser|crypto-js/i

/** Every secret that the code of a file holds as text, as far as names and calls give it away. */
export function* secretsInSource(project: Project, module: SourceModule): Generator<WrittenSecret> {
  if (!NAMES_SECRET.test(module.text) && !GIVES_SECRET.test(module.text)) return
  for (const node of descendants(module.program)) {
    switch (node.type) {
      case "LogicalExpression": {
        const name = node.operator === "&&" ? null : settingName(node.left)
        const literal = stringOf(node.right)
        if (
          name !== null &&
          literal !== null &&
          isRealFallback(name, literal) &&
          !isDemanded(module, name) &&
          !isOfLocalSetUp(module, name, node)
        )
          yield { kind: "fallback", node, name, instead: node.right }
        break
      }
      // `process.env.X ? process.env.X : "…"`
      case "ConditionalExpression": {
        const name = settingName(node.test)
        const literal = stringOf(node.alternate)
        if (
          name !== null &&
          literal !== null &&
          settingName(node.consequent) === name &&
          isRealFallback(name, literal) &&
          !isOfLocalSetUp(module, name, node)
        )
          yield { kind: "fallback", node, name, instead: node.alternate }
        break
      }
      case "AssignmentPattern": {
        const from =
          node.parent?.type === "Property" && node.parent.parent?.parent?.type === "VariableDeclarator"
            ? node.parent.parent.parent.init
            : null
        const name = from && isEnvironment(from) && node.parent ? propertyName(node.parent) : null
        const literal = stringOf(node.right)
        if (name !== null && literal !== null && isRealFallback(name, literal)) yield { kind: "fallback", node, name, instead: node.right }
        break
      }
      case "CallExpression":
      case "NewExpression":
        yield* inCall(project, module, node)
        break
      case "VariableDeclarator":
        if (node.id.type === "Identifier" && node.init) yield* named(node.id.name, node.init, node)
        break
      case "Property":
      case "PropertyDefinition": {
        const name = propertyName(node)
        if (name !== null && node.value && node.parent?.type !== "ObjectPattern")
          yield* named(name === "pass" && isOfAccount(node) ? "password" : name, node.value, node)
        break
      }
      case "AssignmentExpression": {
        const name =
          node.left.type === "MemberExpression" ? propertyName(node.left) : node.left.type === "Identifier" ? node.left.name : null
        // The settings of a migration tool satisfy a check with a text that opens nothing.
        const isForTool = /(?:^|\/)(?:knexfile|ormconfig|drizzle\.config|prisma\.config)\.[cm]?[jt]s$/.test(module.path)
        const isSetting = node.left.type === "MemberExpression" && isEnvironment(node.left.object)
        if (name !== null && node.operator === "=" && !(isForTool && isSetting) && !isRefusedInProduction(module, node))
          yield* named(name, node.right, node)
        if (name === "keys" && isOfKoa(project, module, node.left) && writtenText(node.right))
          yield { kind: "call", node: node.right, use: KOA_KEYS, callee: node.left }
        break
      }
    }
  }
}

// `if (!isDevelopment && !process.env.SESSION_SECRET) throw new Error("…")` stands beside: production never runs with what is written here.
function isDemanded(module: SourceModule, name: string): boolean {
  const at = module.code.indexOf(`!process.env.${name}`)
  if (at === -1) return false
  const after = module.code.slice(at, at + 200)
  return new RegExp(`^!process\\.env\\.${name}\\b[^;{}]{0,80}\\)\\s*\\{?\\s*(?:throw\\b|process\\.exit)`).test(after)
}

// `host: process.env.DB_HOST || "localhost"` beside a password: what opens the database of a developer is no secret.
function isOfLocalSetUp(module: SourceModule, name: string, fallback: Node): boolean {
  if (!OPENS.test(name) || /token$/i.test(name)) return false
  const account = fallback.parent?.type === "Property" ? fallback.parent.parent : null
  const near = account?.type === "ObjectExpression" ? module.textOf(account) : module.code
  return /(?:host|url|uri|server|address)\w{0,20}["']?\s{0,3}(?:\|\||\?\?|:|=)[^\n]{0,60}["'`](?:\w{1,20}:\/\/[^"'`\n]{0,60})?(?:localhost|127\.0\.0\.1)\b/i.test(
    near,
  )
}

function* inCall(
  project: Project,
  module: SourceModule,
  node: Node & { type: "CallExpression" | "NewExpression" },
): Generator<WrittenSecret> {
  // `JWT_SECRET: z.string().default("…")`
  if (node.callee.type === "MemberExpression" && propertyName(node.callee) === "default") {
    const literal = stringOf(node.arguments[0])
    const owner = node.parent?.type === "Property" ? propertyName(node.parent) : null
    if (owner !== null && literal !== null && /^[A-Z][A-Z0-9_]+$/.test(owner) && isRealFallback(owner, literal))
      yield { kind: "fallback", node: node.arguments[0] as Node, name: owner, instead: node }
    return
  }
  // `config.get("JWT_SECRET", "…")`
  const asked = stringOf(node.arguments[0])
  const instead = stringOf(node.arguments[1])
  if (
    asked !== null &&
    instead !== null &&
    node.callee.type === "MemberExpression" &&
    /^get(?:OrThrow)?$/.test(propertyName(node.callee) ?? "") &&
    /config|env/i.test(module.textOf(node.callee.object)) &&
    isRealFallback(asked.replace(/^.*\./, ""), instead)
  ) {
    yield { kind: "fallback", node, name: asked, instead: node.arguments[1] as Node }
    return
  }
  yield* given(project, module, node)
}

function* given(
  project: Project,
  module: SourceModule,
  call: Node & { type: "CallExpression" | "NewExpression" },
): Generator<WrittenSecret> {
  const secret = secretGiven(project, module, call)
  if (secret) yield { kind: "call", ...secret, callee: call.callee }
}

const KOA_KEYS: SecretUse = {
  callee: /^koa\(\)$/,
  argument: 0,
  what: "Cookies are signed",
  power: "make cookies the service takes for its own",
}

// `app.keys = ["…"]`
function isOfKoa(project: Project, module: SourceModule, target: Node): boolean {
  return (
    target.type === "MemberExpression" &&
    bare(target.object).type !== "ThisExpression" &&
    project.dependsOn(module.path, "koa") !== null &&
    (originOf(project, module, target.object) === "koa()" || /(?:^|\.)(?:app|koa)$/.test(module.textOf(target.object)))
  )
}

function* named(name: string, value: Node, node: Node): Generator<WrittenSecret> {
  // Lists hold keys where the first one signs and the others still verify.
  const literal = stringOf(value) ?? (SIGNING.test(name) ? writtenText(value) : null)
  if (literal === null || !looksSecret(name, literal) || isDescription(node)) return
  yield { kind: "named", node, name, inSession: isSessionOption(node) }
}

// Validators, API descriptions, texts for people and types speak of secrets without holding one.
function isDescription(node: Node): boolean {
  for (const above of [node, ...ancestors(node)]) {
    if (above.type === "Decorator") return true
    const name =
      above.type === "Property" || above.type === "PropertyDefinition"
        ? propertyName(above)
        : above.type === "VariableDeclarator" && above.id.type === "Identifier"
          ? above.id.name
          : null
    if (
      name !== null &&
      /example|sample|default[sV]|schema|mock|fixture|messages?$|labels?$|errors?$|translations?|paths?$|components|headers?$|placeholder|fields?$|columns?$/i.test(
        name,
      )
    )
      return true
  }
  return false
}

// `if (!http.secret) { this.rejectErrors("…"); http.secret = "…" }`: what comes first throws in production.
function isRefusedInProduction(module: SourceModule, assignment: Node): boolean {
  const statement = assignment.parent
  const block = statement?.parent
  if (block?.type !== "BlockStatement" || block.parent?.type !== "IfStatement") return false
  const before = module.code.slice(block.start, assignment.start)
  return (
    /\b(?:reject|refuse|fail|throw|assert|require)\w*\(/i.test(before) && /\bthrow\b/.test(module.code) && /production/i.test(module.code)
  )
}

function isSessionOption(node: Node): boolean {
  if (node.type !== "Property" || propertyName(node) !== "secret") return false
  const call = node.parent?.parent
  return (
    call?.type === "CallExpression" &&
    /session|cookie|jwt|Jwt/i.test(
      call.callee.type === "Identifier"
        ? call.callee.name
        : call.callee.type === "MemberExpression" && call.callee.object.type === "Identifier"
          ? call.callee.object.name
          : "",
    )
  )
}

function isEnvironment(node: Node): boolean {
  const inner = bare(node)
  return (
    inner.type === "MemberExpression" &&
    propertyName(inner) === "env" &&
    inner.object.type === "Identifier" &&
    inner.object.name === "process"
  )
}

// `auth: { user: "mailer", pass: "…" }`
function isOfAccount(property: Node): boolean {
  const account = property.parent
  return account?.type === "ObjectExpression" && account.properties.some((each) => /^user(?:_?name)?$/i.test(propertyName(each) ?? ""))
}

/** The name of a setting that is read: `process.env.X`, `config.get("X")`, `config.x`; `null` for anything else. */
function settingName(node: Node): string | null {
  const inner = bare(node)
  if (inner.type === "MemberExpression") {
    if (isEnvironment(inner.object)) return propertyName(inner)
    return null
  }
  if (inner.type === "CallExpression" && inner.callee.type === "MemberExpression" && propertyName(inner.callee) === "get") {
    const asked = stringOf(inner.arguments[0])
    const receiver = bare(inner.callee.object)
    const name = receiver.type === "Identifier" ? receiver.name : receiver.type === "MemberExpression" ? (propertyName(receiver) ?? "") : ""
    return asked !== null && /config|env/i.test(name) ? asked.replace(/^.*\./, "") : null
  }
  return null
}
