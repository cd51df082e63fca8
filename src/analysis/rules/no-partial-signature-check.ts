import { isServerPath } from "../calls/server-path.ts"
import { isSignature } from "../calls/signature-value.ts"
import { oneLine } from "../flow/wording.ts"
import { defineRule } from "../rule.ts"
import { bare, enclosingFunction, nodesOf, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

type Call = Node & { type: "CallExpression" }

const CUTS = /^(?:slice|subarray|substring|substr)$/
const MAKES_SIGNATURE = /hmac|crypto\.subtle/i
const MAX_TEXT = 20_000

export const noPartialSignatureCheck = defineRule({
  kind: "source",
  id: "no-partial-signature-check",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "high",
  title: "A signature is compared only as far as the sender wrote it",
  why: "A sender who gives one byte of a signature finds the right one after 256 tries at most, and an empty one may fit at once. The whole signature has to be there, however long the one is that came.",
  fix: "Compare both as they are, and refuse a signature of another length first.",
  cwe: ["CWE-347", "CWE-697"],
  needs: { path: "server", text: [MAKES_SIGNATURE, /\.(?:slice|subarray|substring|substr|startsWith)\(/] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const call of nodesOf(module.program, "CallExpression")) {
      const callee = bare(call.callee)
      const given = givenByLength(module, call) ?? givenAsBeginning(call)
      if (!given || callee.type !== "MemberExpression" || !isSignature(project, module, callee.object)) continue
      if (isOwn(project, module, given) || isLengthChecked(module, given)) continue
      const name = oneLine(module.textOf(given))
      yield {
        at: call,
        title: `The signature is compared only as far as \`${name}\` goes`,
        message: `Whoever sends a single byte as \`${name}\` forges a signature after 256 tries, and one who sends nothing may need none: \`${oneLine(module.textOf(call))}\` makes what is expected as short as what was sent.`,
        fix: `Leave the signature whole, and refuse \`${name}\` when its length is another one before \`crypto.timingSafeEqual\` compares them.`,
      }
    }
  },
})

/** What `expected.slice(0, given.length)` takes the length of; `null` for other calls. */
function givenByLength(module: SourceModule, { callee, arguments: [start, end] }: Call): Node | null {
  if (!CUTS.test(propertyName(bare(callee)) ?? "") || start?.type !== "Literal" || start.value !== 0 || !end) return null
  const length = lengthBehind(module, bare(end))
  return length?.type === "MemberExpression" && /^(?:length|byteLength)$/.test(propertyName(length) ?? "") ? bare(length.object) : null
}

// `const size = given.length`
function lengthBehind(module: SourceModule, node: Node): Node | null {
  if (node.type !== "Identifier") return node
  const binding = module.bindings.resolve(node)
  const init = binding?.declaration.type === "VariableDeclarator" && binding.pattern.length === 0 ? binding.declaration.init : null
  return init && binding?.assigned.length === 0 ? bare(init) : null
}

/** What `expected.startsWith(given)` looks for. */
function givenAsBeginning({ callee, arguments: [given, ...others] }: Call): Node | null {
  if (propertyName(bare(callee)) !== "startsWith" || !given || others.length > 0) return null
  const inner = bare(given)
  return inner.type === "Identifier" || inner.type === "MemberExpression" ? inner : null
}

// `expected.slice(0, PREFIX.length)`, and a signature that is cut to its own length.
function isOwn(project: Project, module: SourceModule, given: Node): boolean {
  if (given.type === "Literal" || given.type === "TemplateLiteral" || isSignature(project, module, given)) return true
  const name = given.type === "Identifier" ? given.name : propertyName(given)
  if (name !== null && (/^[A-Z][A-Z0-9_]*$/.test(name) || /prefix|algorithm|scheme/i.test(name))) return true
  const binding = given.type === "Identifier" ? module.bindings.resolve(given) : null
  const init = binding?.declaration.type === "VariableDeclarator" ? binding.declaration.init : null
  return init ? bare(init).type === "Literal" || bare(init).type === "TemplateLiteral" : false
}

// `if (given.length !== 64) return false`, `given.length < MIN_LENGTH`
function isLengthChecked(module: SourceModule, given: Node): boolean {
  const around = enclosingFunction(given)
  const code = module.textOf(around ?? module.program).slice(0, MAX_TEXT)
  return /\.(?:length|byteLength)\s*(?:[!=]==?|[<>]=?)\s*(?:[1-9]\d|\d*[4-9]|[A-Z][A-Z0-9_]*\b)/.test(code)
}
