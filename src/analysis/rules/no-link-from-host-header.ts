import { clientValueOf } from "../calls/client-value.ts"
import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import { bare, descendants, enclosingFunction, nodesOf, propertyName } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { meaningOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"
import { usesOf } from "../source/uses-of.ts"

const OPENS_ACCOUNT = /token|reset|verif|confirm|activat|invit|magic|recover|unsubscribe|otp|code=/i
const MAX_TEXT = 20_000
const SENDS = /\bsend\w*\(|mail|smtp|notif|queue|publish/i

export const noLinkFromHostHeader = defineRule({
  kind: "source",
  id: "no-link-from-host-header",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "medium",
  title: "The caller chooses where a link in a mail leads",
  why: "The `Host` header is written by whoever sends the request. Somebody asks for the reset of another account under a host of their own, and the victim's click on a genuine mail hands them the token.",
  fix: "Take the address of the service from its configuration.",
  cwe: ["CWE-640", "CWE-644"],
  needs: { path: "server", words: ["host", "hostname", "Host", "origin"] },
  *check({ project, module }) {
    if (!isServerPath(module.path) || !/\bhost(?:name)?\b|["']origin["']|\.origin\b/i.test(module.text)) return
    const said = new Set<Node>()
    for (const node of nodesOf(module.program, "TemplateLiteral", "BinaryExpression")) {
      const host = hostIn(module, node)
      const around = enclosingFunction(node)
      if (
        !host ||
        !around ||
        said.has(host) ||
        !(
          (OPENS_ACCOUNT.test(module.textOf(node)) && SENDS.test(module.textOf(around).slice(0, MAX_TEXT))) ||
          isBaseOfLink(project, module, node, around)
        )
      )
        continue
      if (node.type === "BinaryExpression" && node.parent?.type === "BinaryExpression") continue
      said.add(host)
      const code = module.textOf(host).replace(/\s+/g, " ").replaceAll("`", "'").slice(0, 50)
      yield {
        at: node,
        title: `\`${code}\` decides where the link leads`,
        message: `Whoever asks for a mail to somebody else chooses the host in its link, and gets the token with the click: the link begins with \`${code}\`, which the sender of the request writes.`,
      }
    }
  },
})

/** Whether an address is what a link that opens an account is made of: further down in the function, or in one that is called with it. */
function isBaseOfLink(project: Project, module: SourceModule, node: Node, around: FunctionNode): boolean {
  const places = [node, ...usesOfName(module, node, around)]
  if (places.some((each) => isInLink(module, each)) && SENDS.test(module.textOf(around).slice(0, MAX_TEXT))) return true
  return places.some((each) => {
    const call = each.parent?.type === "CallExpression" ? each.parent : null
    const meaning = call && call.callee !== each ? meaningOf(project, module, call.callee) : null
    if (!call || meaning?.kind !== "function" || !SENDS.test(meaning.module.textOf(meaning.node).slice(0, MAX_TEXT))) return false
    const parameter = meaning.node.params[call.arguments.findIndex((argument) => argument === each)]
    return parameter ? boundIn(meaning.module, parameter, meaning.node).some((use) => isInLink(meaning.module, use)) : false
  })
}

// `const base = ...` and everything that is made of it: the uses of the name a text is kept under.
function usesOfName(module: SourceModule, node: Node, around: FunctionNode): Node[] {
  const { parent } = node
  const name = parent?.type === "VariableDeclarator" && parent.init === node ? parent.id : null
  return name ? boundIn(module, name, around) : []
}

function boundIn(module: SourceModule, name: Node, around: FunctionNode): Node[] {
  const plain = name.type === "AssignmentPattern" ? name.left : name
  const binding = plain.type === "Identifier" ? module.bindings.resolve(plain) : null
  return binding ? usesOf(module, binding, around) : []
}

// `${base}/reset?token=…`, `base + "/verify/" + token`, `new URL("/reset-password", base)`
function isInLink(module: SourceModule, use: Node): boolean {
  const { parent } = use
  const isMade =
    parent?.type === "TemplateLiteral" ||
    (parent?.type === "BinaryExpression" && parent.operator === "+") ||
    (parent?.type === "NewExpression" && module.textOf(parent.callee) === "URL")
  if (!isMade || !parent) return false
  let whole: Node = parent
  while (whole.parent?.type === "BinaryExpression") whole = whole.parent
  return OPENS_ACCOUNT.test(module.textOf(whole)) || (parent.type === "NewExpression" && isGivenToken(module, parent))
}

// `const link = new URL("/password/new", base); link.searchParams.set("token", token)`
function isGivenToken(module: SourceModule, made: Node): boolean {
  const around = enclosingFunction(made)
  return (around ? usesOfName(module, made, around) : []).some((use) => {
    const part = use.parent?.type === "MemberExpression" && use.parent.object === use ? use.parent : null
    if (!part || !/^(?:searchParams|search|hash|pathname)$/.test(propertyName(part) ?? "")) return false
    const call = part.parent?.type === "MemberExpression" ? part.parent.parent : part.parent
    return call !== undefined && call !== null && OPENS_ACCOUNT.test(module.textOf(call).slice(0, 300))
  })
}

/** The part of a text that is the host as the request names it, standing right after the scheme. */
function hostIn(module: SourceModule, node: Node): Node | null {
  if (node.type === "TemplateLiteral") {
    for (const [index, expression] of node.expressions.entries()) {
      const before = node.quasis[index]?.value.raw ?? ""
      if ((before.endsWith("://") || (index === 0 && before === "" && isOrigin(module, expression))) && isHost(module, expression))
        return expression
    }
    return null
  }
  if (node.type !== "BinaryExpression" || node.operator !== "+") return null
  let follows = false
  for (const each of descendants(node)) {
    if (each.type === "Literal" && typeof each.value === "string") follows = each.value.endsWith("://")
    else if (follows && (each.type === "MemberExpression" || each.type === "CallExpression" || each.type === "Identifier"))
      return isHost(module, each) ? each : null
  }
  return null
}

function isHost(module: SourceModule, node: Node): boolean {
  const inner = bare(node)
  if (
    inner.type === "MemberExpression" &&
    /^(?:hostname|host)$/.test(propertyName(inner) ?? "") &&
    /^_?(?:req|request|ctx|ctx\.request)$/.test(module.textOf(inner.object))
  )
    return true
  const value = clientValueOf(module, inner)
  if (value?.place === "header" && /^(?:host|x-forwarded-host|origin)$/i.test(value.name)) return true
  if (inner.type !== "Identifier") return false
  const binding = module.bindings.resolve(inner)
  const init =
    binding?.kind === "variable" && binding.declaration.type === "VariableDeclarator" && binding.assigned.length === 0
      ? binding.declaration.init
      : null
  return init?.type === "MemberExpression" && isHost(module, init)
}

function isOrigin(module: SourceModule, node: Node): boolean {
  return clientValueOf(module, node)?.name.toLowerCase() === "origin"
}
