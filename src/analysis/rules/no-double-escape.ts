import { isServerPath } from "../calls/server-path.ts"
import { oneLine } from "../flow/wording.ts"
import { defineRule } from "../rule.ts"
import { bare, nodesOf, propertyName, stringOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"

type Call = Node & { type: "CallExpression" }

/** One `replace` of a chain: the text it looks for everywhere, and what comes in its place. */
interface Step {
  readonly call: Call
  readonly from: string
  readonly to: string
}

const MAX_CHAIN = 20

export const noDoubleEscape = defineRule({
  kind: "source",
  id: "no-double-escape",
  section: "reliability",
  practice: "security",
  severity: "medium",
  confidence: "high",
  title: "What was escaped is escaped again",
  why: "The sign that begins an escape, `&` of HTML or the backslash, is itself replaced after others were replaced by something that begins with it: `<` becomes `&amp;lt;`, which is shown as `&lt;`. The other way round a text that says `&amp;lt;` comes out as `<`, and that is markup again.",
  fix: "Replace the sign that begins an escape first when escaping, and last when taking escapes away; or do it with one pattern and a table.",
  cwe: ["CWE-116", "CWE-838"],
  needs: { path: "server", text: [/\.replace(?:All)?\(/] },
  *check({ module }) {
    if (!isServerPath(module.path)) return
    for (const call of nodesOf(module.program, "CallExpression")) {
      const up = call.parent
      // Only the end of a chain is looked at, which holds all of it.
      if (up?.type === "MemberExpression" && /^replace(?:All)?$/.test(propertyName(up) ?? "")) continue
      const steps = stepsOf(call)
      const wrong = steps.length < 2 ? null : (escapedAgain(steps) ?? takenTwice(steps))
      if (wrong) yield wrong
    }
  },
})

/** The replacements of a chain in the order in which they run; those of which one is not understood count for nothing. */
function stepsOf(end: Call): readonly Step[] {
  const steps: Step[] = []
  let node: Node = end
  for (let length = 0; length < MAX_CHAIN && node.type === "CallExpression" && node.callee.type === "MemberExpression"; length++) {
    const [first, second] = node.arguments
    const method = propertyName(node.callee) ?? ""
    const from = first && /^replace(?:All)?$/.test(method) ? signOf(bare(first), method) : null
    const to = second ? stringOf(second) : null
    if (from !== null && to !== null) steps.push({ call: node, from, to: to.replaceAll("$&", from).replaceAll("$$", "$") })
    node = bare(node.callee.object)
  }
  return steps.reverse()
}

// `/&/g`, `/\\/g`, `"&"` of `replaceAll`
function signOf(pattern: Node, method: string): string | null {
  if (pattern.type !== "Literal") return null
  if ("regex" in pattern && pattern.regex) {
    if (!pattern.regex.flags.includes("g")) return null
    const text = pattern.regex.pattern.replace(/^\[(\\?[^\]^])\]$/, "$1")
    if (!/^(?:[^\\.*+?^${}()|[\]]|\\[^a-zA-Z0-9])+$/.test(text)) return null
    return text.replace(/\\(.)/g, "$1")
  }
  return method === "replaceAll" ? stringOf(pattern) : null
}

// `.replace(/</g, "&lt;").replace(/&/g, "&amp;")`
function escapedAgain(steps: readonly Step[]) {
  for (const [index, { call, from, to }] of steps.entries()) {
    if (from.length !== 1 || !/[&\\%]/.test(from) || !to.startsWith(from) || to.length < 2) continue
    const earlier = steps.slice(0, index).find((each) => each.from !== from && each.to.startsWith(from) && each.to.length > 1)
    if (!earlier) continue
    const twice = earlier.to.replaceAll(from, to)
    return {
      at: call,
      title: `\`${oneLine(earlier.from)}\` is escaped twice`,
      message: `\`${oneLine(earlier.from)}\` becomes \`${oneLine(earlier.to)}\` first, and then \`${oneLine(twice)}\`: \`${oneLine(from)}\` is replaced after the replacement that brings it in, so that whoever reads the text sees \`${oneLine(earlier.to)}\`.`,
      fix: `Replace \`${oneLine(from)}\` before everything else.`,
      key: `escaped twice ${from}`,
    }
  }
  return null
}

// `.replace(/&amp;/g, "&").replace(/&lt;/g, "<")`
function takenTwice(steps: readonly Step[]) {
  for (const [index, { call, from, to }] of steps.entries()) {
    if (to.length !== 1 || !/[&\\%]/.test(to) || !from.startsWith(to) || from.length < 2) continue
    const later = steps.slice(index + 1).find((each) => each.from !== from && each.from.startsWith(to) && each.from.length > 1)
    if (!later) continue
    const sent = from + later.from.slice(1)
    return {
      at: call,
      title: `A text that says \`${oneLine(sent)}\` comes out as \`${oneLine(later.to)}\``,
      message: `\`${oneLine(sent)}\` becomes \`${oneLine(later.from)}\` here and \`${oneLine(later.to)}\` after it: escapes that somebody wrote as text are taken away as well${/[<>"']/.test(later.to) ? ", and what was harmless is markup again" : ""}.`,
      fix: `Replace \`${oneLine(from)}\` after everything else.`,
      key: `taken twice ${from}`,
    }
  }
  return null
}
