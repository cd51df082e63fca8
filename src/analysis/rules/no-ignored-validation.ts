import { isServerPath } from "../calls/server-path.ts"
import { oneLine } from "../flow/wording.ts"
import { canonicalPath } from "../model-index.ts"
import { defineRule } from "../rule.ts"
import { bare, enclosingFunction, nodesOf, propertyName } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import { usesOf } from "../source/uses-of.ts"

type Call = Node & { type: "CallExpression" }

/** A call that tells of wrong data in what it gives, and does not throw. */
interface Teller {
  readonly origin: RegExp
  readonly library: string
  /** Properties that hold the data even when they are wrong; zod gives none then. */
  readonly data: RegExp
  /** What asks for the verdict. */
  readonly verdict: string
}

const NO_PROPERTY = /^(?!)/

const TELLERS: readonly Teller[] = [
  { origin: /^(?:joi|@hapi\/joi|celebrate\.Joi)\b.*\.validate$/, library: "Joi", data: /^value$/, verdict: "`error`" },
  { origin: /^zod\b.*\.(?:safeParse|safeParseAsync|spa)$/, library: "zod", data: NO_PROPERTY, verdict: "`success`" },
  {
    origin: /^class-validator\.(?:validate|validateSync)$/,
    library: "class-validator",
    data: NO_PROPERTY,
    verdict: "the list of errors it gives",
  },
]

export const noIgnoredValidation = defineRule({
  kind: "source",
  id: "no-ignored-validation",
  section: "security",
  practice: "security",
  severity: "high",
  confidence: "high",
  title: "Nobody looks at what the validation found",
  why: "These functions do not throw. They put their verdict into what they give, and code that takes only the data out of it runs with whatever was sent, as if there were no schema.",
  fix: "Refuse the request when the verdict is bad, or use the form that throws.",
  cwe: ["CWE-252", "CWE-20"],
  needs: { path: "server", text: [/\b(?:validate|validateSync|safeParse|safeParseAsync|spa)\(/] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const call of nodesOf(module.program, "CallExpression")) {
      const name =
        call.callee.type === "MemberExpression" ? propertyName(call.callee) : call.callee.type === "Identifier" ? call.callee.name : null
      if (name === null || !/^(?:validate|validateSync|safeParse|safeParseAsync|spa)$/.test(name)) continue
      const origin = originOf(project, module, call.callee)
      const teller = origin === null ? undefined : TELLERS.find((each) => each.origin.test(canonicalPath(origin)))
      if (!teller || !isUnread(module, call, teller.data)) continue
      const callee = oneLine(module.textOf(call.callee))
      yield {
        at: call,
        title: `Nobody looks at what \`${callee}\` found`,
        message: `\`${callee}\` of ${teller.library} does not throw: what is wrong stands in ${teller.verdict}, which this code never reads, so data that break the schema are taken like any others.`,
        fix: adviceFor(teller, callee),
      }
    }
  },
})

function adviceFor({ library }: Teller, callee: string): string {
  if (library === "Joi") return `Take \`error\` as well and answer 400 when there is one, or use \`Joi.attempt\`, which throws.`
  if (library === "zod") return `Ask \`success\` first, or use \`${callee.replace(/\.\w+$/, "")}.parse\`, which throws.`
  return "Refuse the request when the list is not empty, or use `validateOrReject`, which throws."
}

/** Whether what a call gives is thrown away, or only its data are taken. */
function isUnread(module: SourceModule, call: Call, data: RegExp): boolean {
  let given: Node = call
  while (
    given.parent &&
    (given.parent.type === "AwaitExpression" || (bare(given.parent) === call && given.parent.type !== "CallExpression"))
  )
    given = given.parent
  const { parent } = given
  switch (parent?.type) {
    case "ExpressionStatement":
      return true
    case "MemberExpression":
      return parent.object === given && data.test(propertyName(parent) ?? "-")
    case "VariableDeclarator": {
      if (parent.init !== given) return false
      const { id } = parent
      if (id.type === "ObjectPattern")
        return id.properties.length > 0 && id.properties.every((each) => each.type === "Property" && data.test(propertyName(each) ?? "-"))
      const binding = id.type === "Identifier" ? module.bindings.resolve(id) : null
      const uses = binding ? usesOf(module, binding, enclosingFunction(parent) ?? module.program) : []
      return (
        uses.length > 0 &&
        uses.every(
          (use) => use.parent?.type === "MemberExpression" && use.parent.object === use && data.test(propertyName(use.parent) ?? "-"),
        )
      )
    }
    default:
      return false
  }
}
