import type { TraceStep } from "../../model/finding.ts"
import type { Control, Mark, SinkKind } from "../models/model.ts"
import type { Node } from "../source/ast.ts"
import type { SourceModule } from "../source/module.ts"

/** Request data arriving in a dangerous call. */
export interface Flow {
  readonly kind: SinkKind
  /** The technology whose model names the sink. */
  readonly technology: string
  readonly module: SourceModule
  /** The call, the assigned property or what a handler returns. */
  readonly node: Node
  /** The argument (or its property) the data arrive in. */
  readonly argument: Node
  /** The property of an object argument, where the sink counts each on its own. */
  readonly field: string | null
  /** As written, `req.query.sort`. */
  readonly source: string
  readonly controls: readonly Control[]
  readonly marks: readonly Mark[]
  /** Source first, sink last. */
  readonly trace: readonly TraceStep[]
  /** Where the request comes in, `GET /users/:id`, or `null` for a handler without a known route. */
  readonly route: string | null
  /** The function of a published package whose caller passes the data; `null` when they come with a request. */
  readonly exported: string | null
  /** The column the data were kept in between two requests, `User.name`; `null` when they come with this one. */
  readonly stored: string | null
  /** Nobody is seen to write the column: it is filled from elsewhere, or by hand. */
  readonly unwritten?: true
  /** False when the sink was recognised by the receiver's name alone. */
  readonly certain: boolean
}
