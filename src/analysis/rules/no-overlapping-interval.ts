import { callFacts, calleeName } from "../calls/call-facts.ts"
import { isServerPath } from "../calls/server-path.ts"
import { defineRule } from "../rule.ts"
import { bare, descendants, nodesOf, propertyName, stringOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import { knownPart } from "../source/constant-number.ts"
import { meaningOf } from "../source/meaning.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

// A round that takes longer than this is a rare failure; one that takes longer than a second is a Monday morning.
const LONGEST_MS = 60_000
const MAX_DEPTH = 2
// Somebody sees to it that there is one round at a time, or that two of them take different rows.
const GUARDED =
  /running|busy|in_?progress|processing|\block|mutex|in_?flight|is_?active|working|polling|draining|semaphore|SKIP\s+LOCKED|FOR\s+UPDATE|advisory|clearInterval|leader/i

export const noOverlappingInterval = defineRule({
  kind: "source",
  id: "no-overlapping-interval",
  section: "reliability",
  practice: "async",
  severity: "medium",
  confidence: "medium",
  title: "The next round begins before this one is done",
  why: "`setInterval` waits for nobody. When a round takes longer than the interval, the next one reads the rows that the first has not marked yet, and does their work a second time: messages are sent twice, and under load ever more rounds run at once.",
  fix: "Plan the next round when this one is done (a loop with a pause, or `setTimeout` at its end), or skip a round while one is running.",
  cwe: ["CWE-362"],
  needs: { path: "server", words: ["setInterval"] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const node of nodesOf(module.program, "CallExpression")) {
      if (node.callee.type !== "Identifier" || node.callee.name !== "setInterval") continue
      const every = node.arguments[1] ? knownPart(project, module, node.arguments[1]) : null
      const round = node.arguments[0] ? meaningOf(project, module, unbound(node.arguments[0])) : null
      if (!every?.isWhole || every.value > LONGEST_MS || round?.kind !== "function") continue
      const work = workOf(project, round.module, round.node)
      if (!work) continue
      yield {
        at: { start: node.start, end: node.callee.end },
        title: "The next round begins before this one is done",
        message: `Every ${every.value < 1_000 ? `${every.value} milliseconds` : `${Math.round(every.value / 1_000)} seconds`} a round begins, whether the last one is done or not: as long as \`${work.writes}\` has not marked them, \`${work.reads}\` of the next round finds the same rows, and their work is done twice.`,
        key: `overlapping ${work.reads}`,
      }
    }
  },
})

/** `this.pass` of `this.pass.bind(this)`. */
function unbound(callback: Node): Node {
  const node = bare(callback)
  const callee = node.type === "CallExpression" ? bare(node.callee) : null
  return callee?.type === "MemberExpression" && propertyName(callee) === "bind" ? callee.object : node
}

interface Work {
  readonly reads: string
  readonly writes: string
}

/** What a round reads and writes in the database, in its own body or in functions it waits for; `null` when it does not do both, or guards itself. */
function workOf(project: Project, module: SourceModule, round: FunctionNode): Work | null {
  let reads: string | null = null
  let writes: string | null = null
  const waiting: { module: SourceModule; node: FunctionNode; depth: number; goesOn: boolean }[] = [
    { module, node: round, depth: 0, goesOn: goesOn(module, round) },
  ]
  const seen = new Set<FunctionNode>([round])
  for (const each of waiting) {
    if (GUARDED.test(each.module.textOf(each.node))) return null
    for (const call of descendants(each.node.body as Node)) {
      if (call.type !== "CallExpression") continue
      const { facts } = each.goesOn ? callFacts(project, each.module, call) : nothing
      const statement = stringOf(call.arguments[0]) ?? ""
      const isChange = facts.includes("db-write") || (facts.includes("db-read") && /^\s*(?:UPDATE|DELETE)\b/i.test(statement))
      const isList = facts.includes("db-list") || (facts.includes("db-read") && /^\s*SELECT\b/i.test(statement))
      // What is read after the change is another matter.
      if (isList && writes === null) reads ??= calleeName(each.module, call)
      if (isChange && reads !== null) writes ??= calleeName(each.module, call)
      const called = each.depth < MAX_DEPTH ? meaningOf(project, each.module, call.callee) : null
      if (called?.kind !== "function" || !called.node.body || seen.has(called.node)) continue
      seen.add(called.node)
      waiting.push({
        module: called.module,
        node: called.node,
        depth: each.depth + 1,
        goesOn: each.goesOn || goesOn(called.module, called.node),
      })
    }
  }
  return reads !== null && writes !== null ? { reads, writes } : null
}

const nothing = { facts: [] as readonly string[] }

/** Whether a function returns before its work is done: what a driver does while everything waits for it cannot overlap. */
function goesOn(module: SourceModule, node: FunctionNode): boolean {
  return node.async || /\.then\(/.test(module.textOf(node))
}
