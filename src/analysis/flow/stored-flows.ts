import type { TraceStep } from "../../model/finding.ts"
import { codeKinds } from "../models/model.ts"
import type { SinkKind } from "../models/model.ts"
import type { Entry } from "./entry.ts"
import { isMarked } from "./value.ts"
import type { Hit, Kept } from "./walk.ts"

// What a stored value does to a client of the service, or to the database, it may be meant to do: addresses to call are stored to be
// called.
const KINDS: ReadonlySet<SinkKind> = new Set(codeKinds)

/** Data of a column in a dangerous call: a defect when a client can write the column. */
export interface Latent {
  readonly hit: Hit
  readonly entry: Entry
}

/** Request data written to a column, with the handler that does it. */
export interface Writing {
  readonly kept: Kept
  readonly entry: Entry
}

/** Whether data that were stored do harm in this call, if somebody else chose them. */
export function isLatent({ hit, entry }: Latent): boolean {
  return hit.value.stored !== undefined && KINDS.has(hit.kind) && entry.exported === undefined
}

/** The first writing of the column whose data still do harm after what is done to them on both ways; `null` when there is none. */
export function writingOf({ hit }: Latent, writings: readonly Writing[]): Writing | null {
  const { stored, marks = [] } = hit.value
  if (!stored) return null
  const needed = hit.kind === "path" ? "path" : "string"
  const isEscaped = (each: Writing) => [...marks, ...(each.kept.value.marks ?? [])].includes("html-escaped")
  return (
    writings.find(
      (each) =>
        each.kept.table === stored.table &&
        (each.kept.column === stored.column || each.kept.column === "*" || stored.column === "*") &&
        each.kept.value.controls.includes(needed) &&
        !((hit.kind === "html" || hit.kind === "view") && isEscaped(each)),
    ) ?? null
  )
}

/**
 * Whether nobody has to be seen writing: a column of a table is compiled as a template: texts that people edit are kept there, those of the developers stand in files, or it
 * is sent as HTML that was made of Markdown. What a queue or a cache holds was put there by the service.
 */
export function isCodeFromTable({ hit }: Latent): boolean {
  if (hit.kind === "html" && isMarked(hit.value, "markdown")) return hit.value.stored?.table !== "job"
  return hit.kind === "template" && hit.field === undefined && hit.value.stored?.table !== "job" && hit.value.controls.includes("string")
}

/** The step between the two ways. */
export function keptStep({ kept }: Writing, column: string): TraceStep {
  const { module, node } = kept.value.step
  return { path: module.path, line: module.lineOf(node), what: `is kept in \`${kept.table}.${column}\`` }
}
