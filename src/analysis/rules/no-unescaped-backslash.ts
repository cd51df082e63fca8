import { chainOf, targetOf, topOf, valueOf } from "../calls/cleaning-chain.ts"
import { replacedEverywhere } from "../calls/replace-once.ts"
import { isServerPath } from "../calls/server-path.ts"
import { oneLine } from "../flow/wording.ts"
import { defineRule } from "../rule.ts"
import { bare, enclosingFunction, nodesOf, propertyName, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"

type Call = Node & { type: "CallExpression" }

const QUOTES = ["'", '"', "`"]
// What has no backslashes left, or has them doubled.
const DONE = /JSON\.stringify|escape|encode|inspect|quote|toISOString|sanitize|normalize/i
// What whoever sets the service up writes.
const SETTING = /^(?:this\.)?(?:opts?|options|config|settings|props)\b/
// Each is held against every call of its file.
const MOST_CALLS = 100

export const noUnescapedBackslash = defineRule({
  kind: "source",
  id: "no-unescaped-backslash",
  section: "security",
  practice: "security",
  severity: "medium",
  confidence: "medium",
  title: "Quotes are escaped by a backslash, and backslashes are not",
  why: 'A value that has `\\"` in it becomes `\\\\\\"`: the two backslashes stand for one, and the quote ends the text. What follows is read as code, as SQL or as the next argument.',
  fix: 'Escape backslashes first, `.replace(/\\\\/g, "\\\\\\\\")`, or let `JSON.stringify`, a parameter or a library write the text.',
  cwe: ["CWE-116", "CWE-20"],
  yieldsTo: ["no-sql-injection", "no-command-injection", "no-code-injection", "no-unescaped-file-name"],
  needs: { path: "server", text: [/\.replace(?:All)?\([^\n]{1,60}\\\\/] },
  *check({ module }) {
    if (!isServerPath(module.path)) return
    let asked = 0
    for (const call of nodesOf(module.program, "CallExpression")) {
      const quote = asked < MOST_CALLS ? quoteEscapedBy(call) : null
      if (quote === null) continue
      asked++
      const { value, calls } = chainOf(module, call)
      const code = module.textOf(value)
      if (DONE.test(code) || SETTING.test(code) || stringOf(value) !== null || /^(?:Literal|ArrowFunctionExpression)$/.test(value.type))
        continue
      if (calls.some(handlesBackslash) || isHandledBeside(module, call)) continue
      yield {
        at: call.callee.type === "MemberExpression" ? { start: call.callee.property.start, end: call.end } : call,
        title: `A backslash before ${signOf(quote)} undoes this escape`,
        message: `Whoever writes \`\\${quote === "`" ? "'" : quote}\` into \`${oneLine(code)}\` ends the text: its backslash and the one that is put before the quote stand for a single backslash, and the quote is free.`,
      }
    }
  },
})

/** The quote that a call puts a backslash before, wherever it stands, while it leaves backslashes as they are. */
function quoteEscapedBy(call: Call): string | null {
  if (handlesBackslash(call)) return null
  return (
    QUOTES.find((quote) => {
      const by = replacedEverywhere(call, quote)
      return by === `\\${quote}` || by === "\\$&" || by === "\\$1"
    }) ?? null
  )
}

function handlesBackslash(call: Call): boolean {
  return replacedEverywhere(call, "\\") !== null || DONE.test(propertyName(call.callee) ?? "")
}

/** Whether another statement of the same function does it to the same value. */
function isHandledBeside(module: SourceModule, call: Call): boolean {
  const owner = enclosingFunction(call)
  const value = module.textOf(valueOf(call))
  const target = targetOf(module, topOf(call))
  return nodesOf(module.program, "CallExpression").some((each) => {
    if (each === call || enclosingFunction(each) !== owner || !handlesBackslash(each)) return false
    if (bare(each.callee).type !== "MemberExpression") return false
    const other = module.textOf(valueOf(each))
    return other === value || other === target || targetOf(module, topOf(each)) === value
  })
}

function signOf(quote: string): string {
  return quote === "`" ? "a backtick" : `\`${quote}\``
}
