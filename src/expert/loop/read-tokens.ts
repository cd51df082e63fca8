import type Anthropic from "@anthropic-ai/sdk"
import type { CallTokens } from "../spending/cost.ts"

/** What the provider counted, as whole numbers; what is missing or is no count is 0. Never throws. */
export function readTokens(usage: Anthropic.Usage): CallTokens {
  const written = count(usage.cache_creation_input_tokens)
  const hour = count(usage.cache_creation?.ephemeral_1h_input_tokens)
  const fiveMinutes = count(usage.cache_creation?.ephemeral_5m_input_tokens)
  // Without the breakdown, or with one that does not add up, the rest is taken for the dearer kind.
  return {
    input: count(usage.input_tokens),
    output: count(usage.output_tokens),
    cacheRead: count(usage.cache_read_input_tokens),
    cacheWrite5m: fiveMinutes,
    cacheWrite1h: hour + Math.max(0, written - hour - fiveMinutes),
  }
}

function count(value: unknown): number {
  return typeof value === "number" && Number.isFinite(value) && value > 0 ? Math.floor(value) : 0
}
