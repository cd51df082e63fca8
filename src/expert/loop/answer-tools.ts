import type Anthropic from "@anthropic-ai/sdk"
import type { ToolBox, ToolResult } from "../pass.ts"
import { seededTools } from "../request/compose-request.ts"

// Each call reads files; a model that asks for fifty at once gets the first ones and is told so.
const mostAtOnce = 8

export interface AnsweredTools {
  readonly results: readonly Anthropic.ToolResultBlockParam[]
  /** Calls that the tool box worked on. */
  readonly used: number
  /** Whether a call was turned away because none was left. */
  readonly isSpent: boolean
}

/**
 * Answers every call of one turn, in the order of the calls; `left` of them at most reach the tool box, side by side. Throws the reason of the
 * signal; a tool that fails is an answer.
 */
export async function answerTools(
  toolBox: ToolBox,
  calls: readonly Anthropic.ToolUseBlock[],
  left: number,
  signal: AbortSignal,
): Promise<AnsweredTools> {
  let used = 0
  let isSpent = false
  const answers = calls.map(async (call, index): Promise<ToolResult> => {
    if (seededTools.has(call.name)) return refusal("already loaded: see the first turns")
    if (!toolBox.definitions.some((definition) => definition.name === call.name)) return refusal("there is no such tool")
    if (used >= left) {
      isSpent = true
      return budgetExhausted
    }
    if (index >= mostAtOnce) return refusal(`at most ${mostAtOnce} calls in one turn: ask again`)
    used += 1
    return askToolBox(toolBox, call, signal)
  })
  const results = await Promise.all(answers)
  signal.throwIfAborted()
  return { results: results.map((result, index) => toBlock(calls[index]!, result)), used, isSpent }
}

/** Turns every call of one turn away, because the answer is due. */
export function refuseTools(calls: readonly Anthropic.ToolUseBlock[]): readonly Anthropic.ToolResultBlockParam[] {
  return calls.map((call) => toBlock(call, budgetExhausted))
}

async function askToolBox(toolBox: ToolBox, { name, input }: Anthropic.ToolUseBlock, signal: AbortSignal): Promise<ToolResult> {
  try {
    return await toolBox.call(name, input, signal)
  } catch {
    return refusal("the tool failed")
  }
}

const budgetExhausted = refusal("budget exhausted, answer now")

function refusal(text: string): ToolResult {
  return { text: JSON.stringify({ error: text }), isError: true }
}

function toBlock({ id }: Anthropic.ToolUseBlock, { text, isError }: ToolResult): Anthropic.ToolResultBlockParam {
  return { type: "tool_result", tool_use_id: id, content: text, ...(isError ? { is_error: true } : {}) }
}
