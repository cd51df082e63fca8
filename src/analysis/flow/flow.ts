import type { TraceStep } from "../../model/finding.ts"
import type { Control, SinkKind } from "../models/model.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"

/** Request data arriving in a dangerous call. */
export interface Flow {
  readonly kind: SinkKind
  /** The technology whose model names the sink. */
  readonly technology: string
  readonly module: SourceModule
  /** The call. */
  readonly node: Node
  /** The argument (or its property) the data arrive in. */
  readonly argument: Node
  /** As written, `req.query.sort`. */
  readonly source: string
  readonly controls: readonly Control[]
  /** Source first, sink last. */
  readonly trace: readonly TraceStep[]
  /** Where the request comes in, `GET /users/:id`, or `null` for a handler without a known route. */
  readonly route: string | null
  /** False when the sink was recognised by the receiver's name alone. */
  readonly certain: boolean
}
