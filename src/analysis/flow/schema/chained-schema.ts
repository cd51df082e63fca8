import { bare, propertyName } from "../../source/ast.ts"
import type { FunctionNode } from "../../source/ast.ts"
import type { SourceModule } from "../../source/module.ts"
import type { Project } from "../../source/project.ts"
import { readBuiltSchema } from "./builder-schema.ts"
import type { Schema } from "./schema.ts"

/** A schema that was given to a chain; `schema` is `null` where it cannot be read. */
export interface ChainedSchema {
  readonly schema: Schema | null
}

/**
 * The schema that calls further up in the chain are given, the nearest first: `procedure.input(z.object({ … })).query(handler)`. `null` when none
 * of these methods is called.
 */
export function chainedSchema(project: Project, module: SourceModule, handler: FunctionNode, methods: RegExp): ChainedSchema | null {
  const call = handler.parent
  let isThere = false
  let at = call?.type === "CallExpression" && call.callee.type === "MemberExpression" ? bare(call.callee.object) : null
  for (; at?.type === "CallExpression" && at.callee.type === "MemberExpression"; at = bare(at.callee.object)) {
    const given = methods.test(propertyName(at.callee) ?? "") ? at.arguments[0] : undefined
    if (!given) continue
    isThere = true
    const schema = readBuiltSchema(project, module, given)
    if (schema) return { schema }
  }
  return isThere ? { schema: null } : null
}
