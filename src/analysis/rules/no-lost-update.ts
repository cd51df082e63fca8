import { defineRule } from "../rule.ts"
import { isServerPath } from "../calls/server-path.ts"
import { lostUpdateAt } from "../database/lost-update.ts"
import { bare, descendants, enclosingFunction, functionName, nodesOf, propertyName, propertyOf } from "../source/ast.ts"
import type { FunctionNode, Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Project } from "../source/project.ts"

const PRECIOUS = /stock|balance|credit|quantity|seats?$|inventory|points|amount|available|funds|wallet|remaining|sold/i
// Rows that are locked or compared on the way are safe; what the version column of an ORM does, it says in the same function.
const LOCKED = /\block\b|FOR\s*UPDATE|pessimistic|optimistic|Serializable|\bversion\b|\bmutex\b|redlock|withLock|advisory/i

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
      if (!lost || !around || LOCKED.test(textWithoutOtherLocks(module, around, lost.read))) continue
      const isHanded = lost.read.type === "Identifier"
      // Whoever read it may have locked it.
      if (isHanded && isLockedByCallers(project, module, around)) continue
      yield {
        at: lost.at,
        ...(PRECIOUS.test(lost.field) ? { severity: "high" as const } : {}),
        title: `\`${lost.field}\` loses one of two changes made at the same time`,
        message: `\`${lost.field}\` was read ${isHanded ? `before, into \`${module.textOf(lost.read).split(/\W/, 1)[0]}\`,` : `on line ${module.lineOf(lost.read)}`} and is written back from that old value here: two requests that do this at the same moment both start from the same number, and one of the changes is gone.`,
        fix: lost.fix,
        ...(isHanded
          ? {}
          : {
              trace: [
                { path: module.path, line: module.lineOf(lost.read), what: "reads the old value" },
                { path: module.path, line: module.lineOf(lost.at), what: "writes what follows from it" },
              ],
            }),
        ...(lost.edits ? { edits: lost.edits } : {}),
      }
    }
  },
})

/**
 * The text of a function without the reads that lock a row which does not stand for the one that was read: that one is looked up by a foreign
 * key of the locked row (`where: { employeeId: request.employeeId }`), which other rows hold as well.
 */
function textWithoutOtherLocks(module: SourceModule, around: FunctionNode, read: Node): string {
  let text = module.textOf(around)
  if (read.type !== "CallExpression") return text
  const keys = [...descendants(read)].filter((each) => each.type === "MemberExpression" && isForeignKey(propertyName(each)))
  for (const key of keys) {
    const row = key.type === "MemberExpression" ? bare(key.object) : key
    const binding = row.type === "Identifier" ? module.bindings.resolve(row) : null
    const declaration = binding?.declaration
    const made = declaration?.type === "VariableDeclarator" && declaration.start > around.start ? declaration.init : null
    const call = made && bare(made)
    if (call?.type !== "CallExpression" || call === read || !call.arguments.some((each) => propertyOf(each, "lock"))) continue
    text = text.replace(module.textOf(call), () => "")
  }
  return text
}

// `request.employeeId`, `line.account_id`; the key of the row itself is `id`.
function isForeignKey(name: string | null): boolean {
  return name !== null && /[a-z\d](?:Id|_id|Uuid|_uuid)$/.test(name)
}

/** Whether a file that calls this function, or its own, locks rows or runs transactions that cannot overlap. */
function isLockedByCallers(project: Project, module: SourceModule, called: FunctionNode): boolean {
  const name = functionName(called)
  return project.sourcePaths.some(
    (path) =>
      (path === module.path || (name !== null && project.textOf(path)?.includes(`${name}(`))) &&
      project.codeMentions(path, /FOR\s*UPDATE|pessimistic|Serializable|advisory|redlock|withLock/i),
  )
}
