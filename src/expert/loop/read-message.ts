import type Anthropic from "@anthropic-ai/sdk"

/** What a whole message means for the pass. */
export type Reading =
  | { readonly kind: "answer"; readonly text: string }
  | { readonly kind: "tools"; readonly calls: readonly Anthropic.ToolUseBlock[] }
  /** Cut off by the length of the answer or of the context. */
  | { readonly kind: "truncated"; readonly text: string; readonly by: "answer" | "context" }
  /** `category` is one of the provider's words, or `null`. */
  | { readonly kind: "refused"; readonly category: string | null }
  | { readonly kind: "empty" }
  | { readonly kind: "unknown" }

const refusalCategories = new Set(["cyber", "bio", "frontier_llm", "reasoning_extraction", "general_harms"])

/** Looks at the reason first and at the content by its type: thinking stands anywhere, and what was said is only an answer after `end_turn`. */
export function readMessage({ stop_reason: reason, stop_details: details, content }: Anthropic.Message): Reading {
  const text = content.map((block) => (block.type === "text" ? block.text : "")).join("")
  switch (reason) {
    case "end_turn":
      return text.trim() === "" ? { kind: "empty" } : { kind: "answer", text }
    case "tool_use": {
      const calls = content.filter((block): block is Anthropic.ToolUseBlock => block.type === "tool_use")
      return calls.length === 0 ? { kind: "unknown" } : { kind: "tools", calls }
    }
    case "max_tokens":
      return { kind: "truncated", text, by: "answer" }
    case "model_context_window_exceeded":
      return { kind: "truncated", text, by: "context" }
    case "refusal": {
      const category = details?.type === "refusal" ? details.category : null
      return { kind: "refused", category: category !== null && refusalCategories.has(category) ? category : null }
    }
    // We send no stop sequences and use no tools of the provider's, so that neither can be meant; and a reason may be new to us.
    case "stop_sequence":
    case "pause_turn":
    case null:
      return { kind: "unknown" }
    default:
      return { kind: "unknown" }
  }
}
