import { defineRule } from "../rule.ts"
import { isServerPath } from "../calls/server-path.ts"
import { lostUpdateAt } from "../database/lost-update.ts"
import { enclosingFunction, functionName, nodesOf } from "../source/ast.ts"
import type { FunctionNode } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

const PRECIOUS = /stock|balance|credit|quantity|seats?$|inventory|points|amount|available|funds|wallet|remaining|sold/i
// Rows that are locked or compared on the way are safe; what the version column of an ORM does, it says in the same function.
const LOCKED = /\block\b|FOR\s+UPDATE|pessimistic|optimistic|Serializable|\bversion\b|\bmutex\b|redlock|withLock|advisory/i

export const noLostUpdate = defineRule({
  kind: "source",
  id: "no-lost-update",
  section: "reliability",
  practice: "database",
  severity: "medium",
  confidence: "medium",
  title: "Two requests at the same time count only once",
  why: "Read, compute, write back: between the read and the write another request can do the same with the same old value, and one of the two changes is lost. Databases can add and subtract in one step.",
  fix: "Let the database do the arithmetic, with the condition in the same statement.",
  cwe: ["CWE-362", "CWE-367"],
  needs: {
    path: "server",
    words: [
      "update",
      "updateMany",
      "updateOne",
      "updateManyAndReturn",
      "set",
      "setex",
      "setEx",
      "save",
      "findByIdAndUpdate",
      "findOneAndUpdate",
      "UPDATE",
    ],
  },
  *check({ project, module }) {
    if (!isServerPath(module.path)) return
    for (const node of nodesOf(module.program, "CallExpression", "AssignmentExpression", "UpdateExpression")) {
      const lost = lostUpdateAt(project, module, node)
      const around = lost && enclosingFunction(node)
      if (!lost || !around || LOCKED.test(module.textOf(around))) continue
      const isHanded = lost.read.type === "Identifier"
      // Whoever read it may have locked it.
      if (isHanded && isLockedByCallers(project, module, around)) continue
      yield {
        at: lost.at,
        ...(PRECIOUS.test(lost.field) ? { severity: "high" as const } : {}),
        title: `\`${lost.field}\` loses one of two changes made at the same time`,
        message: `\`${lost.field}\` was read ${isHanded ? `before, into \`${module.textOf(lost.read).split(/\W/, 1)[0]}\`,` : `on line ${module.lineOf(lost.read)}`} and is written back from that old value here: two requests that do this at the same moment both start from the same number, and one of the changes is gone.`,
        fix: lost.fix,
        ...(lost.edits ? { edits: lost.edits } : {}),
      }
    }
  },
})

/** Whether a file that calls this function, or its own, locks rows or runs transactions that cannot overlap. */
function isLockedByCallers(project: Project, module: SourceModule, called: FunctionNode): boolean {
  const name = functionName(called)
  return project.sourcePaths.some(
    (path) =>
      (path === module.path || (name !== null && project.textOf(path)?.includes(`${name}(`))) &&
      project.mentions(path, /FOR\s+UPDATE|pessimistic|Serializable|advisory|redlock|withLock/i),
  )
}
