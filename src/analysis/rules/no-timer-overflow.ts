import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import { bare, nodesOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import { knownPart } from "../source/constant-number.ts"
import { originOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

// https://nodejs.org/api/timers.html#settimeoutcallback-delay-args
const LONGEST_MS = 2_147_483_647
const DAY_MS = 86_400_000
const TIMERS = /^(?:globalThis|(?:node:)?timers)\.(setTimeout|setInterval)$/
const PROMISED = /^(?:node:)?timers\/promises\.(setTimeout|setInterval)$/

export const noTimerOverflow = defineRule({
  kind: "source",
  id: "no-timer-overflow",
  section: "reliability",
  practice: "async",
  severity: "high",
  confidence: "medium",
  title: "A timer of more than 24.8 days fires at once",
  why: "A delay of more than 2,147,483,647 milliseconds does not fit into Node's timers: it is taken for one millisecond. What was meant for the end of the month happens now, and an interval runs a thousand times a second.",
  fix: "Wait in pieces (`Math.min(left, 2 ** 31 - 1)`, and again when something is left), or keep the date in the database and look for what is due.",
  cwe: ["CWE-190"],
  needs: { path: "no test", words: ["setTimeout", "setInterval"] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const node of nodesOf(module.program, "CallExpression")) {
      const timer = timerOf(project, module, node)
      const known = timer?.delay ? knownPart(project, module, timer.delay) : null
      if (!timer?.delay || !known || known.value <= LONGEST_MS || !Number.isFinite(known.value)) continue
      const days = Math.round((known.value / DAY_MS) * 10) / 10
      yield {
        at: { start: node.start, end: node.callee.end },
        confidence: known.isWhole ? "high" : "medium",
        title: `\`${timer.name}\` cannot wait for ${days} days`,
        message: `${known.isWhole ? "It fires" : "It may fire"} after one millisecond: ${known.isWhole ? `${days} days are` : `${days} days go into this delay, and that is`} more than the 2,147,483,647 ms (24.8 days) a timer of Node can hold, and a longer delay is set to 1.`,
      }
    }
  },
})

/** The delay of a timer of Node; `null` for other calls. */
function timerOf(project: Project, module: SourceModule, call: Node & { type: "CallExpression" }) {
  const callee = bare(call.callee)
  if (!/setTimeout|setInterval/.test(module.code.slice(Math.max(callee.end - 11, 0), callee.end)) && callee.type !== "Identifier")
    return null
  const origin = originOf(project, module, callee) ?? ""
  const name = (TIMERS.exec(origin) ?? PROMISED.exec(origin))?.[1]
  return name === undefined ? null : { name, delay: call.arguments[PROMISED.test(origin) ? 0 : 1] }
}
