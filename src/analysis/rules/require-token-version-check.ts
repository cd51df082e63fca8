import { isServerPath } from "../calls/server-path.ts"
import { isTestPath } from "../classify.ts"
import { defineRule } from "../rule.ts"
import { bare, descendants, enclosingFunction, nodesOf, propertyName } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

const VERSION = /(?:token|session|jwt|credentials?)_?version|security_?stamp/i
const NAME = String.raw`\w{0,40}(?:(?:[tT]oken|[sS]ession|[jJ]wt|[cC]redentials?)_?[vV]ersion|[sS]ecurity_?[sS]tamp)\b`
// Raised when all tokens of an account are to end.
const RAISES = new RegExp(
  String.raw`increment\w*\([^;]{0,120}${NAME}|${NAME}["']?\s*:\s*(?:\{\s*(?:increment|\$inc)|sql|\(\)\s*=>|randomUUID|crypto\.)|\$inc\b[^;]{0,80}${NAME}|${NAME}\s*(?:\+=|\+\+)|(${NAME})\s*=\s*(?:\w+\.){0,3}\w*[vV]ersion\s*\+`,
)
// Whatever of this may be the comparison.
const COMPARES = new RegExp(
  [
    String.raw`[!=]==?\s*[\w.?!()[\]]{0,60}${NAME}`,
    String.raw`${NAME}[)!?\]]{0,4}\s*(?:[!=]==?|[<>]=?\s*\w)`,
    String.raw`\b(?:where|find\w*|first\w*|get\w*|eq|ne|is|isEqual|equals|timingSafeEqual)\b[^;}]{0,200}${NAME}["']?\s*(?:[,})]|:(?!\s*true))`,
    String.raw`${NAME}["']?\s*=\s*(?:\$|\?|:\w)`,
  ].join("|"),
)
const VERIFIES = /^(?:verify|verifyAsync|jwtVerify|verifyToken|verifyJwt)$/
const SIGNS = /^(?:sign|signAsync|SignJWT|signToken|signJwt)$/
const LOADS = /^(?:find|get|load|select|fetch|query|first|where)/i

export const requireTokenVersionCheck = defineRule({
  kind: "source",
  id: "require-token-version-check",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "medium",
  title: "The version in a token is raised and never compared",
  why: "The number in the token is there to end it: logging out everywhere or a new password raises the one of the account, and tokens with the old one are refused. Where nobody compares them, stolen tokens stay good until they expire.",
  fix: "Compare the version of the account with the one in the token wherever the account is read for a token, and refuse if they differ.",
  cwe: ["CWE-613"],
  needs: { path: "server", text: [/verify|PassportStrategy|passport-jwt/i] },
  *check({ project, module }) {
    if (!isServerPath(module.path) || !/verify|PassportStrategy|passport-jwt/i.test(module.text)) return
    for (const { node, around } of verifications(module)) {
      const load = loadAfter(module, around, node)
      const raised = load ? uncheckedVersion(project, module) : null
      if (!load || !raised) continue
      yield {
        at: load,
        trace: [
          { path: raised.path, line: raised.line, what: `\`${raised.name}\` is raised to end the tokens of an account` },
          { path: module.path, line: module.lineOf(load), what: "the account of a token is read, and its version is not looked at" },
        ],
        message: `Tokens stay good after \`${raised.name}\` was raised (${raised.path}:${raised.line}): it is signed into them, and nothing in the service compares the one in a token with that of the account that is read here.`,
        fix: `Refuse the token when the \`${raised.name}\` it carries is not that of the account.`,
      }
    }
  },
})

interface Verification {
  /** The place from which on the token has been checked. */
  readonly node: { readonly end: number }
  readonly around: FunctionNode
}

/** Where tokens are checked: by a call, or by Passport before it calls a function with what the token says. */
function* verifications(module: SourceModule): Generator<Verification> {
  for (const node of nodesOf(module.program, "CallExpression")) {
    const around = VERIFIES.test(calledName(node)) ? enclosingFunction(node) : null
    if (around) yield { node, around }
  }
  if (!/passport-jwt/.test(module.text)) return
  for (const node of nodesOf(module.program, "FunctionExpression", "ArrowFunctionExpression")) {
    const { parent } = node
    const isMethod = parent?.type === "MethodDefinition" && propertyName(parent) === "validate"
    const isCallback =
      parent?.type === "NewExpression" && module.textOf(parent.callee).endsWith("Strategy") && parent.arguments.at(-1) === node
    if (isMethod || isCallback) yield { node: { end: node.start }, around: node }
  }
}

// `users.findById(claims.sub)` behind the check of the token, in the same function.
function loadAfter(module: SourceModule, around: FunctionNode, verified: { readonly end: number }): Node | null {
  for (const each of descendants(around)) {
    if (each.type !== "CallExpression" || each.start < verified.end || !LOADS.test(calledName(each))) continue
    if (each.arguments.some((argument) => /\.(?:sub|id|userId|uid|user_id)\b/.test(module.textOf(argument).slice(0, 300)))) return each
  }
  return null
}

function calledName(node: Node): string {
  if (node.type !== "CallExpression" && node.type !== "NewExpression") return ""
  const callee = bare(node.callee)
  return callee.type === "Identifier" ? callee.name : callee.type === "MemberExpression" ? (propertyName(callee) ?? "") : ""
}

interface Raised {
  readonly name: string
  readonly path: string
  readonly line: number
}

/** The version of an account that is signed into tokens and raised, when no file of the service compares it; `null` otherwise. */
function uncheckedVersion(project: Project, { path: at }: SourceModule): Raised | null {
  const own = project.manifestFor(at)
  return project.once(`token version without a check in ${own?.path ?? ""}`, () => {
    let raised: Raised | null = null
    let isSigned = false
    for (const path of project.sourcePaths) {
      if (isTestPath(path) || !isServerPath(path) || !project.mentions(path, VERSION)) continue
      // Another service of the repository has tokens of its own; a package that this one uses may do the check.
      const manifest = project.manifestFor(path)
      if (manifest !== own && !(manifest?.name && project.dependsOn(at, manifest.name) !== null)) continue
      const module = project.moduleOf(path)
      if (!module) continue
      if (COMPARES.test(module.code)) return null
      const found = RAISES.exec(module.code)
      if (found) {
        const name = new RegExp(NAME).exec(found[0])?.[0] ?? ""
        raised ??= { name, path, line: module.lineOf({ start: found.index + found[0].indexOf(name) }) }
      }
      isSigned ||= nodesOf(module.program, "CallExpression", "NewExpression").some(
        (each) => SIGNS.test(calledName(each)) && carriesVersion(module, each),
      )
    }
    return isSigned ? raised : null
  })
}

function carriesVersion(module: SourceModule, call: Node & { type: "CallExpression" | "NewExpression" }): boolean {
  const [payload] = call.arguments
  const inner = payload && bare(payload)
  if (!inner) return false
  const declaration = inner.type === "Identifier" ? module.bindings.resolve(inner)?.declaration : null
  const written = declaration?.type === "VariableDeclarator" && declaration.init ? declaration.init : inner
  return VERSION.test(module.textOf(written).slice(0, 1_000))
}
