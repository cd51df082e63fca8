import { z } from "zod"
import type { Evidence } from "../../model/ports.ts"
import type { ToolDefinition } from "../pass.ts"
import type { Clean, ShownHead } from "../shown-head.ts"

/** What a tool may look at: the immutable tree of the head, never a file system. */
export interface ToolScope {
  readonly head: Evidence["head"]
  readonly reader: Evidence["reader"]
  /** What is quoted comes from here, so that it is what quotes are compared with. */
  readonly shownHead: ShownHead
  readonly clean: Clean
  /** True once the answer is late; work in progress stops there and says what is missing. */
  readonly isLate: () => boolean
}

/** One read-only tool: what the model is told about it, and what it does. */
export interface Tool {
  readonly definition: ToolDefinition
  /** Takes hostile input. Returns what is told, with every text cleaned; throws `Refusal` for what cannot be done. */
  run(input: unknown, scope: ToolScope): Promise<Readonly<Record<string, unknown>>>
}

/** Said to the model as an error, in words of ours and without its own. */
export class Refusal extends Error {
  override readonly name = "Refusal"
}

/** Takes a schema and hostile input, returns what the schema makes of it. @throws Refusal that names the fields that are wrong. */
export function parseInput<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input)
  if (parsed.success) return parsed.data
  const fields = parsed.error.issues.map(({ path, message }) => (path.length === 0 ? message : `${path.join(".")}: ${message}`))
  throw new Refusal(`the input does not fit the tool: ${fields.slice(0, 3).join("; ").slice(0, 300)}`)
}

/** 1-based. */
export const lineNumber = z.int().min(1).max(10_000_000)
// Git allows 4,096 bytes.
export const pathText = z.string().min(1).max(4_096)
