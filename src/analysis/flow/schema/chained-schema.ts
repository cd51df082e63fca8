import { bare, propertyName } from "../../source/ast.ts"
import type { FunctionNode, Node } from "../../source/ast.ts"
import type { SourceModule } from "../../source/module.ts"
import type { Project } from "../../source/project.ts"
import { readBuiltSchema } from "./builder-schema.ts"
import { definitionOf } from "./definition.ts"
import type { Place } from "./definition.ts"
import { objectOf } from "./schema.ts"
import type { Schema } from "./schema.ts"

/** A schema that was given to a chain; `schema` is `null` where it cannot be read. */
export interface ChainedSchema {
  readonly schema: Schema | null
}

/** The method of a chain, where it is called. */
export type ChainedMethod = Node & { readonly type: "MemberExpression" }

const MAX_BASES = 6
const MAX_WRAPPERS = 4

/**
 * The schema that calls further up in the chain are given: `procedure.input(z.object({ … })).query(handler)`. What the chain begins with is followed
 * to where it is made, `workspaceProcedure = procedure.input(…)`, and the fields of all are put together. `null` when none of these methods is called.
 * `method` is what takes the handler, in `module`: the handler itself may be written in another file.
 */
export function chainedSchema(project: Project, module: SourceModule, method: ChainedMethod, methods: RegExp): ChainedSchema | null {
  let isThere = false
  let all: Schema | null = null
  let place: Place | null = { module, node: bare(method.object) }
  for (let bases = 0; place !== null && bases < MAX_BASES; bases++) {
    const where: SourceModule = place.module
    let at: Node = place.node
    for (; at.type === "CallExpression" && at.callee.type === "MemberExpression"; at = bare(at.callee.object)) {
      const given = methods.test(propertyName(at.callee) ?? "") ? at.arguments[0] : undefined
      if (!given) continue
      isThere = true
      const schema = readBuiltSchema(project, where, given)
      if (schema) all = all === null ? schema : both(schema, all)
    }
    const base: Place | null = at.type === "Identifier" || at.type === "MemberExpression" ? definitionOf(project, where, at) : null
    place = base === null || base.node === at ? null : base
  }
  return isThere ? { schema: all } : null
}

/** The method of a chain that is handed a function, be it wrapped by calls of others: `.action(withLog("updated", async () => …))`. */
export function chainedMethod(handler: FunctionNode): ChainedMethod | null {
  let given: Node = handler
  for (let wrappers = 0; wrappers < MAX_WRAPPERS; wrappers++) {
    const call: Node | null | undefined = given.parent
    if (call?.type !== "CallExpression" || call.callee === given) return null
    if (call.callee.type === "MemberExpression") return call.callee
    given = call
  }
  return null
}

// Fields that are asked for later count where both name one.
function both(base: Schema, later: Schema): Schema {
  return base.fields && later.fields ? objectOf(new Map([...base.fields, ...later.fields]), later.others) : later
}
