import { performance } from "node:perf_hooks"
import { clearTimeout, setTimeout } from "node:timers"
import type { Evidence } from "../../model/ports.ts"
import type { ToolBox, ToolResult } from "../pass.ts"
import type { Clean, ShownHead } from "../shown-head.ts"
import { analysis } from "./analysis.ts"
import { glob } from "./glob.ts"
import { grep } from "./grep.ts"
import { read } from "./read.ts"
import { Refusal } from "./tool.ts"
import type { Tool } from "./tool.ts"

// Their order and texts are part of the bytes that all passes share.
const tools: readonly Tool[] = [read, grep, glob, analysis]

/** What the tools look at, and how long and how much one review may. */
export interface ToolBoxOptions {
  readonly evidence: Pick<Evidence, "head" | "reader">
  readonly shownHead: ShownHead
  readonly clean: Clean
  /** Milliseconds for one answer; 2,000 when left out. */
  readonly answerMs?: number
  /** Characters of all answers of one review; 1,500,000 when left out. */
  readonly allCharacters?: number
}

/**
 * Returns the read-only tools of one review: over the tree of the head as git recorded it, with masks and escapes as everywhere, marked as data.
 * The same question is answered once; what takes too long is an answer with `isError`.
 */
export function createToolBox({ evidence, shownHead, clean, answerMs = 2_000, allCharacters = 1_500_000 }: ToolBoxOptions): ToolBox {
  const answered = new Map<string, ToolResult>()
  let characters = 0

  async function answer(tool: Tool, input: unknown, signal: AbortSignal): Promise<ToolResult> {
    const started = performance.now()
    // A little earlier than the answer is due, so that what was found by then can be told.
    const isLate = () => signal.aborted || performance.now() - started > answerMs * 0.8
    const scope = { head: evidence.head, reader: evidence.reader, shownHead, clean, isLate }
    try {
      const result = await within(tool.run(input, scope), answerMs, signal)
      const text = JSON.stringify({ untrusted: true, tool: tool.definition.name, ...result })
      characters += text.length
      return { text, isError: false }
    } catch (error) {
      return refuse(error instanceof Refusal ? error.message : "the tool failed")
    }
  }

  return {
    definitions: tools.map(({ definition }) => definition),
    async call(name, input, signal) {
      const tool = tools.find(({ definition }) => definition.name === name)
      if (tool === undefined) return refuse("there is no such tool")
      if (characters > allCharacters) return refuse("enough was read for one review: answer with what you know")
      const key = keyOf(name, input)
      const known = key === null ? undefined : answered.get(key)
      if (known !== undefined) return known
      const result = await answer(tool, input, signal)
      // A refusal may have been a matter of time.
      if (key !== null && !result.isError) answered.set(key, result)
      return result
    },
  }
}

function refuse(reason: string): ToolResult {
  return { text: JSON.stringify({ error: reason }), isError: true }
}

function keyOf(name: string, input: unknown): string | null {
  try {
    const text = JSON.stringify(input)
    return typeof input === "object" && input !== null && text.length < 10_000
      ? `${name} ${JSON.stringify(Object.entries(input).toSorted(([a], [b]) => (a < b ? -1 : 1)))}`
      : null
  } catch {
    return null
  }
}

async function within<T>(work: Promise<T>, milliseconds: number, signal: AbortSignal): Promise<T> {
  // What comes too late is nobody's error any more.
  work.catch(() => undefined)
  let stop = (): void => undefined
  const late = new Promise<never>((_, reject) => {
    const timer = setTimeout(() => reject(new Refusal("this took too long: ask for less")), milliseconds)
    const onAbort = () => reject(new Refusal("the review was stopped"))
    if (signal.aborted) onAbort()
    else signal.addEventListener("abort", onAbort, { once: true })
    stop = () => {
      clearTimeout(timer)
      signal.removeEventListener("abort", onAbort)
    }
  })
  try {
    return await Promise.race([work, late])
  } finally {
    stop()
  }
}
