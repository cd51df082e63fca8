import { defineRule } from "../rule.ts"
import { calleeName } from "../calls/call-facts.ts"
import type { Call } from "../calls/call-facts.ts"
import { ioBelow } from "../calls/io-below.ts"
import { isServerPath } from "../calls/server-path.ts"
import { reachOf } from "../reach.ts"
import { bare, descendants, enclosingFunction, nodesOf } from "../source/ast.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

// Two are often in the order they are on purpose; a run of this many is a habit.
const RUN = 3
// So many are a page that somebody waits for.
const LONG_RUN = 4

export const preferConcurrentAwaits = defineRule({
  kind: "source",
  id: "prefer-concurrent-awaits",
  section: "performance",
  practice: "async",
  severity: "low",
  confidence: "low",
  title: "The request waits for calls one after the other that do not need each other",
  why: "Each `await` adds its whole round trip to the answer. Reads that do not depend on each other take as long as the slowest of them when they start together.",
  fix: "Start them together with `await Promise.all([…])`.",
  cwe: [],
  needs: { path: "server", reached: true, words: ["await"] },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const node of nodesOf(module.program, "BlockStatement")) {
      const run = firstRun(project, module, node.body)
      const [first] = run
      const last = run.at(-1)
      if (!first || !last || isTransactional(module, node)) continue
      const reach = reachOf(project, first.call)
      if (!reach) continue
      yield {
        at: { start: first.statement.start, end: first.statement.end },
        ...(run.length >= LONG_RUN ? { confidence: "medium" as const } : {}),
        title: `${run.length} independent reads wait for each other`,
        message: `\`${reach.route}\` waits for ${run.map(({ call }) => `\`${calleeName(module, call)}\``).join(", then ")} (lines ${module.lineOf(first.statement)} to ${module.endLineOf(last.statement)}), although none of them uses what another gives: the answer takes the sum of their times instead of the longest.`,
      }
    }
  },
})

interface Step {
  readonly statement: Node
  readonly call: Call
}

/** The first run of neighbouring `const x = await read(…)` that do not use each other's results; empty when there is none. */
function firstRun(project: Project, module: SourceModule, body: readonly Node[]): readonly Step[] {
  let run: Step[] = []
  let names = new Set<string>()
  for (const statement of body) {
    const step = readOf(project, module, statement)
    const usesEarlier = step !== null && [...descendants(step.call)].some((each) => each.type === "Identifier" && names.has(each.name))
    if (!step || usesEarlier) {
      if (run.length >= RUN) return run
      run = []
      names = new Set()
    }
    if (!step) continue
    run.push(step)
    const declaration = step.statement.type === "VariableDeclaration" ? step.statement.declarations[0] : undefined
    if (declaration) for (const each of descendants(declaration.id)) if (each.type === "Identifier") names.add(each.name)
  }
  return run.length >= RUN ? run : []
}

function readOf(project: Project, module: SourceModule, statement: Node): Step | null {
  if (statement.type !== "VariableDeclaration" || statement.declarations.length !== 1) return null
  const init = statement.declarations[0]?.init
  if (init?.type !== "AwaitExpression" || init.argument.type !== "CallExpression") return null
  const call = init.argument
  if (isOnSharedBuilder(module, call)) return null
  // What writes has an order.
  if (ioBelow(project, module, call, ["db-write"])) return null
  return ioBelow(project, module, call, ["db-read", "db-list", "http"]) ? { statement, call } : null
}

// `query.where(…).getCount()` changes `query` for the next: started together, each would count something else.
function isOnSharedBuilder(module: SourceModule, call: Call): boolean {
  let root = bare(call)
  while (root.type === "CallExpression" || root.type === "MemberExpression")
    root = bare(root.type === "CallExpression" ? root.callee : root.object)
  const declaration = root.type === "Identifier" ? module.bindings.resolve(root)?.declaration : null
  if (declaration?.type !== "VariableDeclarator" || !declaration.init || enclosingFunction(declaration) === null) return false
  return /createQueryBuilder|knex|\.(?:query|from|select|where|find|table|builder)\(/i.test(module.textOf(declaration.init).slice(0, 400))
}

// The client of a transaction runs one statement at a time.
function isTransactional(module: SourceModule, block: Node): boolean {
  const around = enclosingFunction(block)
  return around !== null && /\b(?:tx|trx|transaction|session|queryRunner|manager|client)\b/.test(module.textOf(around))
}
