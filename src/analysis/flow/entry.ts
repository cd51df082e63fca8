import type { RequestModel, SinkKind } from "../models/model.ts"
import type { FunctionNode } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"
import type { Value } from "./value.ts"

/** A function that is handed data from outside. */
export interface Entry {
  readonly module: SourceModule
  readonly node: FunctionNode
  readonly values: readonly Value[]
  /** `GET /users/:id`; `null` when it is not known how it is reached. */
  readonly route: string | null
  readonly model: RequestModel
  /** Its name where it is not reached by requests but by whoever installs the package. */
  readonly exported?: string
  /** What `this` is in it, where that holds data from outside. */
  readonly self?: Value
  /** The middleware of its route that lets requests pass before, as functions of the repository. */
  readonly after?: readonly Entry[]
  /** The kinds of sinks that count; all when left out. */
  readonly only?: ReadonlySet<SinkKind>
}
