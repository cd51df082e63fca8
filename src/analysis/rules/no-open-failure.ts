import { isServerPath } from "../calls/server-path.ts"
import { routesIn } from "../routes/collect-routes.ts"
import { routeLabel } from "../routes/route.ts"
import { triedAuthOf } from "../routes/tried-auth.ts"
import { defineRule } from "../rule.ts"
import type { Draft } from "../rule.ts"
import { ancestors, bare, enclosingFunction, functionName, nodesOf, ownNodes } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

type Try = Node & { type: "TryStatement" }

const CHECKS =
  /\b\w*(?:verify|authenticate|authori[sz]e|introspect|validate|check|permission|isAllowed|\bcan|decrypt|session|revoked|denylist|blacklist|blocklist|banned)\w*\(|\b(?:revoked|denylist|blacklist|blocklist|banned)\b/i
const DENIES = /\b40[13]\b|UNAUTHORIZED|FORBIDDEN|Unauthori[sz]ed|Forbidden|\bthrow\b|\bnext\(\s*[\w"'`(]|\breturn\s+false\b/
const DECIDES =
  /^(?:canActivate|is_?\w*(?:auth\w*|allowed|admin|valid\w*|permitted|owner)|has_?\w*(?:permission|role|access|right)\w*|can[A-Z]\w*|(?:check|verify|validate)\w*(?:permission|access|auth\w*|token|signature|captcha|role)\w*|authori[sz]e\w*)$/i
const MAY_BE_NOBODY = /optional|maybe|guest|anonymous|try_?auth|soft|public/i

export const noOpenFailure = defineRule({
  kind: "source",
  id: "no-open-failure",
  section: "security",
  practice: "error-handling",
  severity: "high",
  confidence: "high",
  title: "When the check fails to run, everyone passes",
  why: "A check that throws has not said yes. Letting the request through then makes a malformed token, or a service that is down for a minute, as good as a login.",
  fix: "Answer with 401 or 403 in the `catch`, or let the error go on.",
  cwe: ["CWE-636", "CWE-755"],
  needs: { path: "server", words: ["next", "true", "mode credentials", "decode", "decodeJwt", "jwtDecode", "catch reply"] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    yield* triedLogins(project, module)
    for (const node of nodesOf(module.program, "TryStatement")) {
      const { handler } = node
      const around = enclosingFunction(node)
      const kept = handler && around ? keptAnswer(module, around, node) : null
      if (kept) {
        yield kept
        continue
      }
      const name = around ? (functionName(around) ?? "") : ""
      const isAsking = RIGHTS.test(name) && !NO_RIGHT.test(`${name} ${module.path}`)
      if (!handler || !around?.body || !(isAsking || CHECKS.test(module.textOf(node.block).slice(0, 5_000)))) continue
      if (MAY_BE_NOBODY.test(`${name} ${module.path}`)) continue
      const caught = module.textOf(handler.body)
      if (DENIES.test(caught) || caught.length > 1_000) continue
      const pass = passIn(around, handler.body, name) ?? passBehind(module, around, node)
      if (!pass || !(deniesElsewhere(module, around, node) || (isAsking && answers(node)))) continue
      const what = name === "" ? "this function" : `\`${name}\``
      yield {
        at: pass,
        message: `Whoever makes the check throw is let in, with a malformed token or while the service it asks is down: in its \`catch\`, ${what} ${pass === handler.body ? "does nothing and the request goes on" : `says \`${module.textOf(pass).replaceAll("`", "'").slice(0, 40)}\``}, as it does after a check that went well.`,
      }
    }
  },
})

// `auth: { mode: "try" }` before a handler that uses `request.auth.credentials` as if the login had succeeded
function* triedLogins(project: Project, module: SourceModule): Generator<Draft> {
  if (!/\bmode\s*:\s*["'`](?:try|optional)["'`]/.test(module.text)) return
  for (const route of routesIn(project, module.path)) {
    const tried = triedAuthOf(route)
    if (!tried || tried.node.start < route.node.start || tried.node.end > route.node.end) continue
    const label = routeLabel(route)
    yield tried.mode === "try"
      ? {
          at: tried.node.parent ?? tried.node,
          title: `${label} serves those whose login failed`,
          message: `Whoever sends a forged or expired login is served by ${label} as the one it names: in mode \`try\` hapi goes on after a failed login and may leave its credentials in \`request.auth\`, and the handler uses them without asking \`request.auth.isAuthenticated\`.`,
          fix: "Remove `mode`, or answer with 401 unless `request.auth.isAuthenticated`.",
        }
      : {
          at: tried.node.parent ?? tried.node,
          severity: "medium" as const,
          title: `${label} takes for granted that somebody is logged in`,
          message: `Without a login ${label} answers 500: in mode \`optional\` hapi calls the handler with \`request.auth.credentials\` set to \`null\`, and the handler reads a property of it.`,
          fix: "Remove `mode`, or ask `request.auth.isAuthenticated` first.",
        }
  }
}

const DECODES = /^(?:jwt|jsonwebtoken|jose)\.decode(?:Jwt)?$|^decode(?:Jwt|Token)$|^jwtDecode$/i

/** `let allowed = true; try { allowed = await ask() } catch { log() } return allowed`, and claims that were only decoded in the place of `true`. */
function keptAnswer(module: SourceModule, around: FunctionNode, node: Try): Draft | null {
  const caught = node.handler?.body
  if (!caught || !node.parent || node.parent.type !== "BlockStatement" || caught.body.length > MAX_CAUGHT) return null
  const before = node.parent.body.slice(0, node.parent.body.indexOf(node))
  for (const statement of before) {
    if (statement.type !== "VariableDeclaration" || statement.kind !== "let") continue
    for (const { id, init } of statement.declarations) {
      if (id.type !== "Identifier" || !init) continue
      const value = bare(init)
      const isDecoded = value.type === "CallExpression" && DECODES.test(module.textOf(value.callee))
      const isYes = value.type === "Literal" && value.value === true && DECIDES.test(functionName(around) ?? "")
      if (!isDecoded && !isYes) continue
      const name = new RegExp(`(?<![\\w$.])${id.name.replaceAll("$", "\\$")}\\s*=(?!=)`)
      if (!name.test(module.textOf(node.block)) || name.test(module.textOf(caught))) continue
      if (
        [...ownNodes(caught)].some((each) => each.type === "ReturnStatement" || each.type === "ThrowStatement") ||
        DENIES.test(module.textOf(caught))
      )
        continue
      if (isDecoded && !/verify/i.test(module.textOf(node.block))) continue
      return {
        at: id,
        title: isDecoded
          ? `\`${id.name}\` that nobody signed is used when the check fails`
          : `\`${id.name}\` stays true when the check fails to run`,
        message: isDecoded
          ? `Whoever writes a token of his own is taken for whom it names: when the signature is wrong, the \`catch\` lets \`${id.name}\` keep what was only decoded, and what follows believes it.`
          : `While the check cannot be asked everybody passes: \`${id.name}\` begins as \`true\`, and the \`catch\` leaves it so.`,
        fix: isDecoded ? "Refuse in the `catch`, and decode nothing that was not verified." : `Begin with \`false\`.`,
        key: `kept ${id.name}`,
      }
    }
  }
  return null
}

const MAX_CAUGHT = 6

/** The statement in a `catch` that lets the request pass: `next()`, or `return true` in a function that says yes or no. */
function passIn(around: FunctionNode, body: Node, name: string): Node | null {
  const next = around.params[2]
  const nextName = next?.type === "Identifier" ? next.name : around.params.length === 2 ? nameOf(around.params[1]) : null
  for (const node of ownNodes(body)) {
    if (node.type === "ReturnStatement" && node.argument) {
      const value = bare(node.argument)
      if (value.type === "Literal" && value.value === true && DECIDES.test(name) && isDirect(node, body)) return node
    }
    if (node.type !== "CallExpression" || node.arguments.length > 0 || node.callee.type !== "Identifier") continue
    if (node.callee.name === nextName && /^(?:next|done)$/.test(nextName) && isDirect(node, body)) return node
  }
  return null
}

// Under a condition only some failures pass, and somebody has thought of them.
function isDirect(node: Node, body: Node): boolean {
  for (const above of ancestors(node)) {
    if (above === body) return true
    if (above.type === "IfStatement" || above.type === "ConditionalExpression" || above.type === "SwitchCase") return false
  }
  return false
}

// Asked whether somebody may, and not how often or which version of a page they see.
const RIGHTS =
  /^(?:canActivate|is_?\w*(?:allowed|authori[sz]ed|permitted|owner|admin)|has_?\w*(?:permission|role|access|right)\w*|(?:check|verify)\w*(?:permission|access)\w*|authori[sz]e\w*|can[A-Z]\w*)$/i
const NO_RIGHT = /limit|throttl|flag|feature|quota|retry|cache|url|format/i

// `return await policies.ask(user, action)`: the answer is one that may be no.
function answers(node: Try): boolean {
  return [...ownNodes(node.block)].some((each) => {
    const value = each.type === "ReturnStatement" && each.argument ? bare(each.argument) : null
    return value !== null && value.type !== "Literal" && value.type !== "ObjectExpression"
  })
}

/**
 * Where the request goes on after a `catch` that only writes to the log: the `next()` behind it, or the `catch` itself in a hook of Fastify,
 * which goes on when its function ends.
 */
function passBehind(module: SourceModule, around: FunctionNode, node: Try): Node | null {
  const caught = node.handler?.body
  if (!caught || node.parent !== around.body || node.parent?.type !== "BlockStatement") return null
  if ([...ownNodes(caught)].some((each) => each.type === "ReturnStatement" || each.type === "AssignmentExpression")) return null
  // Somebody who is nobody is set apart where the check goes well, too: only what sets the caller is a guard.
  if (!/\b(?:req|request|ctx)\.(?:state\.)?(?:user|auth|account|session|claims|userId)\s*=|jwtVerify\(/.test(module.textOf(node.block)))
    return null
  if (caught.body.some((each) => !/^(?:await\s+)?[\w.]*\b(?:log(?:ger)?|console)\b\.?/.test(module.textOf(each).slice(0, 60)))) return null
  const rest = node.parent.body.slice(node.parent.body.indexOf(node) + 1)
  const [only] = rest
  const [first, second, third] = around.params.map((each) => nameOf(each))
  if (rest.length === 1 && only && /^(?:return\s+|await\s+)?next\(\);?$/.test(module.textOf(only)))
    return third === "next" || second === "next" ? only : null
  const isHook =
    around.async && around.params.length === 2 && first?.startsWith("req") === true && /^(?:reply|_reply|rep)$/.test(second ?? "")
  return rest.length === 0 && isHook ? caught : null
}

// It turns somebody away where there is no failure: this is a guard and not one that only looks who is there.
function deniesElsewhere(module: SourceModule, around: FunctionNode, node: Try): boolean {
  const start = around.body?.start ?? around.start
  return DENIES.test(`${module.code.slice(start, node.start)} ${module.textOf(node.block)} ${module.code.slice(node.end, around.end)}`)
}

function nameOf(node: Node | undefined): string | null {
  return node?.type === "Identifier" ? node.name : null
}
