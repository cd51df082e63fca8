import { isServerPath } from "../calls/server-path.ts"
import { statelessCallbacks } from "../calls/stateless-callback.ts"
import { uncheckedStates } from "../calls/unchecked-state.ts"
import { routeLabel } from "../routes/route.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { statelessStrategies } from "../models/oauth2.ts"
import { unsafeSettings } from "../settings/find-settings.ts"
import { isClosed, objectOf } from "../settings/read-options.ts"
import { descendants, enclosingClass, nodesOf, propertyName, propertyOf, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

const STARTED = "The login can be started by somebody else"

export const noUnsafeLoginFlow = defineRule({
  kind: "source",
  id: "no-unsafe-login-flow",
  section: "security",
  practice: "security",
  severity: "medium",
  confidence: "high",
  title: "A login through another service lacks one of its checks",
  why: "OAuth, OpenID Connect and SAML move a login through the visitor's browser, where everything can be read and replaced. Each parameter that looks optional stops one known attack.",
  fix: "Use the code flow with `state` and PKCE, signed answers and encrypted connections.",
  cwe: ["CWE-352", "CWE-287", "CWE-347"],
  needs: { path: "server", settings: "login", text: [/response_?type|passport-|\bcode\b/i] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    const settings = [...unsafeSettings(project, module, "login")]
    yield* settings
    if (module.code.includes("passport-")) yield* stateless(project, module)
    for (const { node, isAsked } of uncheckedStates(module)) yield unchecked(node, isAsked)
    const started = startedWithoutState(module)
    // Of a file that also starts the login without one, the start says it all.
    if (!started && !settings.some(({ title }) => title === STARTED))
      for (const { node, route } of statelessCallbacks(project, module)) yield untied(node, routeLabel(route))
    if (started)
      yield {
        at: started,
        confidence: "medium",
        title: STARTED,
        message:
          "An attacker sends a victim the callback with a code of their own, and the victim's session is tied to the attacker's account: the login is started without a `state`, so the callback has none to compare.",
        fix: "Put a random `state` into the session and into the address, and refuse a callback whose `state` is not equal to it.",
        key: "started without state",
      }
    if (!/response_?type/i.test(module.text)) return
    for (const node of descendants(module.program)) {
      if (!isImplicitFlow(node)) continue
      yield {
        at: node,
        confidence: "medium",
        title: "The access token comes back in the address",
        message:
          "The token stays in the browser's history and goes to every script of the page: the implicit flow puts it into the address, and there is nothing that ties it to this service.",
        fix: 'Use `response_type: "code"` with PKCE; OAuth 2.1 no longer has the implicit flow.',
      }
    }
  },
})

// A file that sends people to the provider, takes the code they come back with and knows of nothing that ties the two together.
function startedWithoutState(module: SourceModule): Node | null {
  if (!/response_?type/i.test(module.code)) return null
  const text = module.namesOf(module.program).replaceAll(/\b(?:ctx|this)\.state\b|\.state\.\w/g, "")
  if (/\b\w*state\b|code_?challenge|code_?verifier|pkce|nonce/i.test(text)) return null
  if (!/authorization_?code/i.test(text) || !/client_?secret/i.test(text) || !/\bredirect\w*\(/.test(text)) return null
  for (const node of nodesOf(module.program, "Property", "CallExpression", "TemplateLiteral", "Literal")) {
    const value =
      node.type === "Property"
        ? /^response_?type$/i.test(propertyName(node) ?? "") && stringOf(node.value) === "code"
        : node.type === "CallExpression"
          ? stringOf(node.arguments[0]) === "response_type" && stringOf(node.arguments[1]) === "code"
          : node.end - node.start < 2_000 && /[?&]response_type=code\b/.test(module.textOf(node))
    if (value) return node
  }
  return null
}

function unchecked(at: Node, isAsked: boolean): Draft {
  return {
    at,
    confidence: "medium",
    title: "The `state` of the callback is not compared",
    message: `An attacker sends a victim the address of this callback with a code of their own, and the victim's account is tied to the attacker's: ${isAsked ? "it is enough that some `state` comes along" : "nothing looks at the `state` that comes along"}, whoever made it.`,
    fix: "Keep the random `state` in the session when the login starts, refuse a callback whose `state` is not equal to it, and then forget it.",
  }
}

function untied(at: Node, label: string): Draft {
  return {
    at,
    confidence: "medium",
    title: "The callback takes a code without a `state`",
    message: `An attacker sends a victim the address of \`${label}\` with a code of their own, and the victim's session is tied to the attacker's account: nothing on the way from the query to the token asks whether this browser started the login.`,
    fix: "Keep a random `state` in the session when the login starts, send it along, and refuse a callback whose `state` is not equal to it before the code is used.",
  }
}

// passport-oauth2: without `state` (or a store of one's own) nothing ties the callback to the browser that asked.
function* stateless(project: Project, module: SourceModule): Generator<Draft> {
  for (const node of nodesOf(module.program, "NewExpression", "CallExpression")) {
    const path = strategyOf(project, module, node)
    const options = path !== null && statelessStrategies.has(path) ? objectOf(project, module, node.arguments[0]) : null
    if (!options || !isClosed(options)) continue
    if (["state", "store", "pkce"].some((name) => propertyOf(options, name)) || sendsStateItself(project)) continue
    yield {
      at: node.callee,
      confidence: "medium",
      title: STARTED,
      message: `An attacker sends a victim the callback with a code of their own, and the victim's session is tied to the attacker's account: \`${module.textOf(node.callee).slice(0, 40)}\` sends no \`state\` unless it is told to, and its callback compares none.`,
      fix: "Give it `state: true`, which keeps a random one in the session, or a `store` of your own.",
      key: `stateless ${path ?? ""}`,
    }
  }
}

/** The strategy a call makes, or the constructor of a Nest class that extends it calls. */
function strategyOf(project: Project, module: SourceModule, node: Node & { type: "NewExpression" | "CallExpression" }): string | null {
  if (node.type === "NewExpression") return originOf(project, module, node.callee)
  if (node.callee.type !== "Super") return null
  const parent = enclosingClass(node)?.superClass
  const strategy = parent?.type === "CallExpression" ? parent.arguments[0] : parent
  return strategy ? originOf(project, module, strategy) : null
}

// `passport.authenticate("github", { state })`
function sendsStateItself(project: Project): boolean {
  return project.once("sends its own state", () =>
    project.sourcePaths.some((path) => project.codeMentions(path, /authenticate\([^;]{0,300}\bstate\b|authorizationParams/)),
  )
}

// `response_type: "token"`, and `…?response_type=token&…` in an address.
function isImplicitFlow(node: Node): boolean {
  if (node.type === "Property") {
    const value = /^response_?type$/i.test(propertyName(node) ?? "") ? stringOf(node.value) : null
    return value !== null && /^(?:id_token )?token(?: id_token)?$/.test(value)
  }
  if (node.type === "TemplateElement") return /[?&]response_type=token(?:&|$)/.test(node.value.raw)
  return node.type === "Literal" && typeof node.value === "string" && /[?&]response_type=token(?:&|$)/.test(node.value)
}
