import { classifyPath, isTestPath } from "../classify.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { ancestors, bare, descendants, propertyName, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { findProviderSecrets } from "../source/provider-secrets.ts"
import { CREDENTIAL, isLocalAddress, isPlaceholder, isRealFallback, looksSecret, SIGNING } from "../source/secret-words.ts"

/** A draft at a piece of code. */
interface Spotted extends Draft {
  readonly at: { readonly start: number; readonly end: number }
}

// Shown in place of the line, so that a review does not spread what it warns of.
const EVIDENCE = "(the line holds a secret and is not repeated here)"
export const noHardcodedSecret = defineRule({
  kind: "text",
  id: "no-hardcoded-secret",
  section: "security",
  practice: "environment",
  severity: "high",
  confidence: "high",
  title: "A secret is written into the repository",
  why: "Everyone with a copy of the repository has it, for as long as its history lives, and it is the same in every environment. A fallback is worse than none: the service starts without its setting and signs with a text that everyone can read.",
  fix: "Read it from the environment, refuse to start without it, and replace the one that was committed.",
  cwe: ["CWE-798"],
  yieldsTo: ["no-static-cloud-credential", "no-unsafe-login-flow"],
  files: (path) => isLiveFile(path),
  async *check({ project, path, text }) {
    const found: { readonly start: number; readonly end: number }[] = []
    for (const { start, end, provider } of await findProviderSecrets(text)) {
      const value = text.slice(start, end)
      if (isPlaceholder(value) || isLocalAddress(value)) continue
      found.push({ start, end })
      yield {
        at: { start, end },
        severity: "critical",
        title: provider === "privatekey" ? "A private key is committed" : `A credential of ${provider} is written into this file`,
        message:
          "Whoever can read the repository, now or in its history, can use this credential. Deleting the line later does not take it back.",
        fix: "Revoke it at its provider, then read the new one from the environment.",
        evidence: EVIDENCE,
        key: `provider ${provider}`,
      }
    }
    const module = project.moduleOf(path)
    if (module) {
      for (const draft of inSource(project, module))
        if (!found.some((each) => each.start < draft.at.end && draft.at.start < each.end)) yield draft
    } else if (/(?:^|\/)\.env(?:\.(?:production|prod|staging|live))?$/.test(path)) yield* inEnvironmentFile(text)
    else if (/(?:^|\/)(?:config|conf|settings)\/[\w./-]*\.json$|(?:^|\/)(?:config|appsettings)(?:\.\w+)?\.json$/.test(path))
      yield* inSettings(text)
  },
})

// Tests, examples, documentation and seeds hold secrets that open nothing.
function isLiveFile(path: string): boolean {
  const kind = classifyPath(path)
  if (isTestPath(path) || kind === "documentation" || kind === "lockfile" || kind === "migration") return false
  if (
    /(?:^|[/.-])(?:test|testing|development|dev|local|e2e|ci)\.(?:[cm]?[jt]s|json|ya?ml)$|db-?reset|reset-?db|localhost|self-?signed|snake-?oil/i.test(
      path,
    )
  )
    return false
  if (
    /(?:^|[/._-])(?:examples?|samples?|templates?|dist|fixtures?|mocks?|stubs?|seed(?:s|er|ers|ing)?|demo|docs?|storybook|i18n|locales?|lang(?:uages?)?|translations?)(?:[/._-]|$)/i.test(
      path,
    )
  )
    return false
  return kind === "source" || kind === "configuration" || kind === "container" || /\.(?:ya?ml|json|toml|ini|pem|key)$/.test(path)
}

function* inSource(project: Project, module: SourceModule): Generator<Spotted> {
  for (const node of descendants(module.program)) {
    switch (node.type) {
      case "LogicalExpression": {
        const name = node.operator === "&&" ? null : settingName(node.left)
        const literal = stringOf(node.right)
        if (name !== null && literal !== null && isRealFallback(name, literal)) yield fallback(node, name, node.right)
        break
      }
      case "AssignmentPattern": {
        const from =
          node.parent?.type === "Property" && node.parent.parent?.parent?.type === "VariableDeclarator"
            ? node.parent.parent.parent.init
            : null
        const name = from && isEnvironment(from) && node.parent ? propertyName(node.parent) : null
        const literal = stringOf(node.right)
        if (name !== null && literal !== null && isRealFallback(name, literal)) yield fallback(node, name, node.right)
        break
      }
      case "CallExpression":
        yield* inCall(project, module, node)
        break
      case "VariableDeclarator":
        if (node.id.type === "Identifier" && node.init) yield* named(node.id.name, node.init, node)
        break
      case "Property":
      case "PropertyDefinition": {
        const name = propertyName(node)
        if (name !== null && node.value && node.parent?.type !== "ObjectPattern") yield* named(name, node.value, node)
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
        break
      }
    }
  }
}

// `"jwtSecret": "…"` in `config/default.json`
function* inSettings(text: string): Generator<Spotted> {
  for (const match of text.matchAll(/"(\w{3,60})"\s*:\s*"([^"\n\\]{6,300})"/g)) {
    const [all, name = "", literal = ""] = match
    if (!SIGNING.test(name) || !looksSecret(name, literal) || /^[A-Z][A-Z0-9_]+$/.test(literal)) continue
    yield {
      at: { start: match.index, end: match.index + all.length },
      title: `\`${name}\` is written into the settings`,
      message: `Everyone who has read the repository knows \`${name}\` and can sign what the service trusts.`,
      confidence: "medium",
      evidence: EVIDENCE,
      key: `settings ${name}`,
    }
  }
}

function fallback(node: Node, name: string, literal: Node): Spotted {
  return {
    at: node,
    title: `Without \`${name}\` the service runs with a secret from its source`,
    message: `Where \`${name}\` is not set, nothing fails and this text is used instead: everyone who has read the repository ${/jwt|token|session|cookie|sign/i.test(name) ? "can sign what the service trusts" : "has the key"}.`,
    fix: `Refuse to start when \`${name}\` is missing.`,
    evidence: EVIDENCE,
    key: `fallback ${name} ${literal.type}`,
  }
}

function* inCall(project: Project, module: SourceModule, node: Node & { type: "CallExpression" }): Generator<Spotted> {
  // `JWT_SECRET: z.string().default("…")`
  if (node.callee.type === "MemberExpression" && propertyName(node.callee) === "default") {
    const literal = stringOf(node.arguments[0])
    const owner = node.parent?.type === "Property" ? propertyName(node.parent) : null
    if (owner !== null && literal !== null && /^[A-Z][A-Z0-9_]+$/.test(owner) && isRealFallback(owner, literal))
      yield fallback(node.arguments[0] as Node, owner, node)
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
    yield fallback(node, asked, node.arguments[1] as Node)
    return
  }
  const use = USES.find((each) => each.callee.test(originOf(project, module, node.callee) ?? ""))
  const argument = use && node.arguments[use.argument]
  const literal = stringOf(argument)
  if (!use || !argument || literal === null || literal === "") return
  yield {
    at: argument,
    title: `${use.what} with a secret from the source`,
    message: `Everyone who has read the repository can ${use.power}: the secret is written here as text.`,
    evidence: EVIDENCE,
    key: `call ${module.textOf(node.callee)}`,
  }
}

const USES: readonly { readonly callee: RegExp; readonly argument: number; readonly what: string; readonly power: string }[] = [
  {
    callee: /^jsonwebtoken\.(?:sign|verify)$/,
    argument: 1,
    what: "Tokens are signed",
    power: "make tokens the service accepts, for any user",
  },
  { callee: /^cookie-parser$/, argument: 0, what: "Cookies are signed", power: "make cookies the service takes for its own" },
  { callee: /^crypto\.createHmac$/, argument: 1, what: "Messages are authenticated", power: "make messages that pass this check" },
]

function* named(name: string, value: Node, node: Node): Generator<Spotted> {
  const literal = stringOf(value)
  if (literal === null || !looksSecret(name, literal) || isDescription(node)) return
  const inSession = isSessionOption(node)
  yield {
    at: node,
    title: `\`${name}\` is written into the source`,
    message: `Everyone who has read the repository knows \`${name}\`${inSession || SIGNING.test(name) ? " and can sign what the service trusts" : ""}, and it cannot be changed without a release.`,
    confidence: inSession ? "high" : "medium",
    evidence: EVIDENCE,
    key: `named ${name}`,
  }
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
  const before = module.text.slice(block.start, assignment.start)
  return (
    /\b(?:reject|refuse|fail|throw|assert|require)\w*\(/i.test(before) && /\bthrow\b/.test(module.text) && /production/i.test(module.text)
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

function* inEnvironmentFile(text: string): Generator<Spotted> {
  let start = 0
  for (const line of text.split("\n")) {
    const match = /^\s*(?:export\s+)?([A-Z][A-Z0-9_]*)\s*=\s*["']?([^"'#\s]+)/.exec(line)
    const [, name, value] = match ?? []
    if (
      name !== undefined &&
      value !== undefined &&
      value.length >= 6 &&
      (SIGNING.test(name) || (CREDENTIAL.test(name) && value.length >= 16)) &&
      !isPlaceholder(value)
    ) {
      yield {
        at: { start, end: start + line.length },
        title: `\`${name}\` is committed in this file`,
        message: `Whoever can read the repository, now or in its history, knows \`${name}\`. Deleting the line later does not take it back.`,
        fix: `Add the file to \`.gitignore\`, keep a \`.env.example\` with empty values, and replace \`${name}\`.`,
        confidence: "medium",
        evidence: EVIDENCE,
        key: `env ${name}`,
      }
    }
    start += line.length + 1
  }
}
