import { isServerPath } from "../calls/server-path.ts"
import { calleeOf, entryOf, howKnown } from "../flow/describe-flow.ts"
import { partsOfTemplate, summandsOf } from "../flow/text.ts"
import { oneLine } from "../flow/wording.ts"
import { defineRule } from "../rule.ts"
import { bare, nodesOf, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { meaningOf } from "../source/meaning.ts"
import { signsTaken } from "../source/pattern-classes.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

// RFC 4515, section 3: these end a value of a filter or stand for any text. A zero byte is refused by servers.
const SPECIAL = ["\\", "*", "(", ")"]
// `(uid=`, `(&(mail=*`: what a value of a filter stands behind.
const BEFORE_VALUE = /\([\w.;-]{1,60}[~<>:]?=\*?$/
const MAX_CHAIN = 12

export const noLdapInjection = defineRule({
  kind: "source",
  id: "no-ldap-injection",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "high",
  title: "Request data becomes part of an LDAP filter or name",
  why: "Parentheses and `*` in the value change the filter: a login without a password, or a list of everybody. Filter objects and escaped values keep the value a value.",
  fix: "Build the filter with `new EqualityFilter({ attribute, value })`, or escape the value (`ldap-escape`).",
  cwe: ["CWE-90"],
  needs: { path: "server", text: [/ldap|activedirectory/i, /\.replace/] },
  flows: {
    sinks: ["ldap"],
    *check({ flow }) {
      yield {
        at: flow.node,
        title: `\`${flow.source}\` becomes part of what \`${calleeOf(flow)}\` asks the directory`,
        message: `A client of ${entryOf(flow)} who sends \`*)(uid=*\` as \`${flow.source}\` rewrites the filter and finds, or signs in as, anybody in the directory. ${howKnown(flow)}`,
        confidence: flow.certain ? "high" : "medium",
      }
    },
  },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const node of nodesOf(module.program, "TemplateLiteral", "BinaryExpression")) {
      const isSum = node.type === "BinaryExpression"
      if (isSum && (node.operator !== "+" || (node.parent?.type === "BinaryExpression" && node.parent.operator === "+"))) continue
      for (const value of valuesOf(isSum ? summandsOf(node) : partsOfTemplate(node))) {
        const taken = escapedIn(project, module, value)
        const left = taken ? SPECIAL.filter((sign) => !taken.has(sign)) : []
        if (left.length === 0) continue
        const signs = left.map((sign) => `\`${sign}\``).join(", ")
        yield {
          at: value,
          confidence: "medium",
          title: `\`${oneLine(module.textOf(value))}\` leaves ${signs} as they are`,
          message: `A value with ${signs} in it still changes the filter: what escapes it takes care of ${taken && taken.size > 0 ? "some of the characters" : "the first of them"} only, and a name such as \`x)(|(uid=admin\` finds whom it likes.`,
          fix: "Escape `\\`, `*`, `(`, `)` and the zero byte, each as `\\` with two hexadecimal digits, or build the filter with `new EqualityFilter({ attribute, value })`.",
        }
        break
      }
    }
  },
})

/** The values of a filter in a text that is one. */
function* valuesOf(parts: readonly (string | Node)[]): Generator<Node> {
  let before = ""
  for (const part of parts) {
    if (typeof part !== "string" && BEFORE_VALUE.test(before)) yield part
    before = typeof part === "string" ? before.slice(-100) + part : `${before}?`
  }
}

/** The characters of a filter of which none is left as it was; `null` where nothing is replaced, or nobody can tell. */
function escapedIn(project: Project, module: SourceModule, value: Node): ReadonlySet<string> | null {
  const inner = bare(value)
  if (inner.type !== "CallExpression") return null
  if (isReplacing(inner)) return takenBy(inner)
  const meaning = meaningOf(project, module, inner.callee)
  const body = meaning?.kind === "function" ? meaning.node.body : null
  const [only] = body?.type === "BlockStatement" ? (body.body.length === 1 ? body.body : []) : [body]
  const given = only?.type === "ReturnStatement" ? only.argument : only
  const replaced = given ? bare(given) : null
  return replaced && isReplacing(replaced) ? takenBy(replaced) : null
}

function isReplacing(node: Node): boolean {
  return (
    node.type === "CallExpression" && node.callee.type === "MemberExpression" && /^replace(?:All)?$/.test(propertyName(node.callee) ?? "")
  )
}

function takenBy(chain: Node): ReadonlySet<string> | null {
  const taken = new Set<string>()
  let call = chain
  for (let count = 0; count < MAX_CHAIN && call.type === "CallExpression" && call.callee.type === "MemberExpression"; count++) {
    const [first] = call.arguments
    if (isReplacing(call)) {
      const signs = first ? signsTaken(bare(first), propertyName(call.callee) === "replaceAll", SPECIAL) : null
      if (signs === null) return null
      for (const sign of signs) taken.add(sign)
    }
    call = bare(call.callee.object)
  }
  return taken
}
