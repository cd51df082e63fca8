import type Anthropic from "@anthropic-ai/sdk"
import { holdsCanary } from "../../hygiene/canary.ts"
import type { ToolBox } from "../pass.ts"
import { canonical } from "../request/canonical.ts"
import type { Turn } from "../request/compose-request.ts"
import { answerTools, refuseTools } from "./answer-tools.ts"
import { findMisfits } from "./misfits.ts"
import { readAnswer } from "./read-answer.ts"
import { readMessage } from "./read-message.ts"
import type { Ending, PassState } from "./state.ts"

/** What becomes of a pass after a whole message: `null` when the conversation goes on. Throws the reason of the signal. */
export async function proceed(state: PassState, message: Anthropic.Message): Promise<Ending | null> {
  const { runtime, retries } = state
  runtime.circuit.succeeded()
  runtime.unreachable.delete(state.model)
  if (!isRepeatable(message)) return retries.take("invalid-answer") ? null : state.end("invalid-answer")
  if (showsCanary(message, runtime.canary)) return state.end("injection-suspected")
  const reading = readMessage(message)
  switch (reading.kind) {
    case "answer":
      return accept(state, message, reading.text)
    case "tools":
      return useTools(state, message, reading.calls)
    case "truncated": {
      const detail = reading.by === "context" ? "by the size of the context" : ""
      return state.end("truncated", { detail, answer: salvage(reading.text) })
    }
    case "refused":
      if (retries.take("refused") && state.changeModel("refused")) return null
      return state.end("refused", { detail: reading.category === null ? "" : `category ${reading.category}` })
    case "empty":
      return retries.take("no-answer") ? say(state, "Give your answer to the instruction above.") : state.end("no-answer")
    case "unknown":
      return retries.take("unknown-stop") ? null : state.end("unknown-stop")
  }
}

async function useTools(state: PassState, message: Anthropic.Message, calls: readonly Anthropic.ToolUseBlock[]): Promise<Ending | null> {
  const { runtime, request, turns } = state
  if (state.wasReminded) return state.end("tool-budget")
  if (state.mustAnswer) {
    state.wasReminded = true
    state.flag("tool-budget")
    turns.push({ said: message.content, answered: refuseTools(calls) })
    return null
  }
  const { limits } = request
  const toolBox = request.prefix === null ? noTools : runtime.toolBox
  const { results, used, isSpent } = await answerTools(toolBox, calls, limits.toolCalls - state.toolCalls, state.signal)
  state.toolCalls += used
  if (isSpent) state.flag("tool-budget")
  turns.push({ said: message.content, answered: results })
  state.mustAnswer = isSpent || state.toolCalls >= limits.toolCalls || turns.length >= limits.turns - 1
  return null
}

function accept(state: PassState, message: Anthropic.Message, text: string): Ending | null {
  const read = readAnswer(text)
  const answer = read.kind === "none" ? null : read.value
  const misfits = read.kind === "whole" ? findMisfits(state.request.schema, answer) : ["/ must be one whole JSON object"]
  if (misfits.length === 0) return { answer, retryAt: null }
  if (!state.retries.take("invalid-answer")) return state.end("invalid-answer", { answer })
  state.mustAnswer = true
  return say(
    state,
    `Your answer does not have the form that was asked for:\n${misfits.join("\n")}\nGive the whole answer again.`,
    message.content,
  )
}

// The small passes look at nothing.
const noTools: ToolBox = { definitions: [], call: () => Promise.resolve({ text: "", isError: true }) }

/** Whether it could be sent back to the model: nesting without an end would take our stack. */
function isRepeatable({ content }: Anthropic.Message): boolean {
  try {
    canonical(content)
    return true
  } catch {
    return false
  }
}

/** Whether an answer or an argument of a tool repeats what only somebody who follows orders from the data would repeat. */
function showsCanary({ content }: Anthropic.Message, canary: string): boolean {
  if (canary === "") return false
  return content.some((block) => {
    if (block.type === "text") return holdsCanary(block.text, canary) || holdsCanary(unescape(block.text), canary)
    return block.type === "tool_use" && holdsCanary(JSON.stringify([block.name, block.input]), canary)
  })
}

// An answer is JSON, in which a letter has two spellings.
function unescape(text: string): string {
  return text.replace(/\\u([0-9a-fA-F]{4})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)))
}

function say(state: PassState, text: string, said: Turn["said"] = []): null {
  state.turns.push({ said, answered: [{ type: "text", text }] })
  return null
}

function salvage(text: string): unknown {
  const read = readAnswer(text)
  return read.kind === "none" ? null : read.value
}
