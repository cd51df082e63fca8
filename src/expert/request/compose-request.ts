import type Anthropic from "@anthropic-ai/sdk"
import type { PassRequest, SharedPrefix, ToolDefinition } from "../pass.ts"
import { canonical } from "./canonical.ts"
import { estimateTokens } from "./estimate-tokens.ts"

type Message = Anthropic.MessageParam
type Block = Anthropic.ContentBlockParam

export type Effort = "low" | "medium" | "high" | "xhigh" | "max"

/** What all requests of one review agree upon. */
export interface RequestSettings {
  readonly effort: Effort
  /**
   * What hostile data travel in. A tool result is what the model is trained to distrust; the same JSON as text of the user is for a provider or
   * model that does not accept a turn of ours in the model's place.
   */
  readonly carrier: "tool-result" | "text"
  /** Who gives the instruction of a pass: `system` where the model takes system turns between others. */
  readonly instructedBy: "user" | "system"
  readonly tools: readonly ToolDefinition[]
}

/** One turn of the conversation after the first question: what the model said, unchanged, and what we answered. */
export interface Turn {
  readonly said: readonly Anthropic.ContentBlock[]
  readonly answered: readonly Block[]
}

export interface Conversation {
  readonly turns: readonly Turn[]
  /** The last turn says that no tool will be answered any more. */
  readonly mustAnswer: boolean
}

/** Without `stream`, which the client adds. */
export type ComposedRequest = Omit<Anthropic.MessageCreateParamsNonStreaming, "stream">

const packTool = loader(
  "load_review_pack",
  "Loads the pull request under review. It is called for you once; a second call gives nothing new.",
)
const questionTool = loader(
  "load_question",
  "Loads what the present question is about. It is called for you once; a second call gives nothing new.",
)

/** Tools that only the seeded turns answer. */
export const seededTools: ReadonlySet<string> = new Set([packTool.name, questionTool.name])

const answerNow = "Answer now, with what you know. No tool is available any more."

// A pack that takes minutes to work through outlives five.
const largePackTokens = 40_000
// The provider looks back at most twenty blocks from a marker.
const blocksBetweenMarkers = 15

/**
 * The exact request of one pass at one point of its conversation. Its bytes depend on the arguments alone: no clock, no attempt, no order of
 * insertion. The turns up to the pack are the same for every pass of a review. At most four blocks carry a cache marker.
 * @throws RangeError when what the model said is nested too deeply.
 */
export function composeRequest(
  request: PassRequest,
  settings: RequestSettings,
  { model, maxTokens, conversation }: { readonly model: string; readonly maxTokens: number; readonly conversation: Conversation },
): ComposedRequest {
  const { prefix } = request
  const opening = prefix === null ? [] : openWithPack(prefix, settings)
  const question = askQuestion(request, settings, conversation.mustAnswer && conversation.turns.length === 0)
  const tools = [...(prefix === null ? [] : settings.tools.map(toTool)), ...loaders(request, settings)]
  const format = { type: "json_schema" as const, schema: request.schema }
  return canonical({
    model,
    max_tokens: maxTokens,
    ...(tools.length === 0 ? {} : { tools, tool_choice: { type: "auto" as const } }),
    system: prefix === null ? [{ type: "text" as const, text: request.system }] : systemOf(prefix),
    messages: [...opening, ...question, ...composeTurns(conversation, prefix !== null)],
    // The small model is asked small things; what effort it knows is not ours to assume.
    output_config: prefix === null ? { format } : { effort: settings.effort, format },
  })
}

/** Tokens of the request that are marked to be kept for an hour, as `count` counts a text. */
export function hourTokensOf({ prefix }: PassRequest, settings: RequestSettings, count: (text: string) => number): number {
  if (prefix === null) return 0
  const first = count(JSON.stringify(settings.tools)) + count(prefix.system)
  return packLifetime(prefix, settings) === "1h" ? first + count(prefix.guidance) + count(prefix.pack) : first
}

function systemOf({ system, guidance }: SharedPrefix): Anthropic.TextBlockParam[] {
  const shared = { type: "text" as const, text: system, cache_control: { type: "ephemeral" as const, ttl: "1h" as const } }
  return guidance === "" ? [shared] : [shared, { type: "text", text: guidance }]
}

function openWithPack(prefix: SharedPrefix, settings: RequestSettings): Message[] {
  return carry("Load the pull request under review.", packTool, prefix.pack, settings, {
    type: "ephemeral",
    ttl: packLifetime(prefix, settings),
  })
}

/** How long the pack is asked to be kept in the cache. */
export function packLifetime({ pack }: SharedPrefix, { effort }: RequestSettings): "5m" | "1h" {
  return estimateTokens(pack) > largePackTokens || effort === "high" || effort === "xhigh" || effort === "max" ? "1h" : "5m"
}

function askQuestion({ pass, instruction, data }: PassRequest, settings: RequestSettings, mustAnswer: boolean): Message[] {
  const text = [`Pass: ${pass}`, instruction, ...(mustAnswer ? [answerNow] : [])].join("\n\n")
  return [
    ...(data === "" ? [] : carry("Load what the next question is about.", questionTool, data, settings)),
    settings.instructedBy === "system"
      ? { role: "system", content: [{ type: "text", text }] }
      : { role: "user", content: [{ type: "text", text }] },
  ]
}

function carry(
  opening: string,
  tool: Anthropic.Tool,
  content: string,
  { carrier }: RequestSettings,
  marker?: Anthropic.CacheControlEphemeral,
): Message[] {
  const marked = marker === undefined ? {} : { cache_control: marker }
  if (carrier === "text") return [{ role: "user", content: [{ type: "text", text: content, ...marked }] }]
  const id = `toolu_${tool.name}`
  return [
    { role: "user", content: [{ type: "text", text: opening }] },
    { role: "assistant", content: [{ type: "tool_use", id, name: tool.name, input: {} }] },
    { role: "user", content: [{ type: "tool_result", tool_use_id: id, content, ...marked }] },
  ]
}

// All large passes declare both, whether they have data or not: tools are part of the shared prefix.
function loaders({ prefix, data }: PassRequest, { carrier }: RequestSettings): Anthropic.Tool[] {
  if (carrier === "text") return []
  if (prefix !== null) return [packTool, questionTool]
  return data === "" ? [] : [questionTool]
}

function composeTurns({ turns, mustAnswer }: Conversation, isMarked: boolean): Message[] {
  const lastIndex = turns.length - 1
  const marks = isMarked ? markedTurns(turns) : new Set<number>()
  return turns.flatMap(({ said, answered }, index): Message[] => {
    const blocks = index === lastIndex && mustAnswer ? [...answered, { type: "text" as const, text: answerNow }] : answered
    const content = marks.has(index) ? markLast(blocks) : [...blocks]
    const ours: Message = { role: "user", content }
    // A turn in which the model said nothing is not repeated to it: the provider refuses empty content.
    return said.length === 0 ? [ours] : [{ role: "assistant", content: said as Block[] }, ours]
  })
}

/** The last turn, and the one before it where the provider would not look back that far: it was the last one of the request before. */
function markedTurns(turns: readonly Turn[]): Set<number> {
  const last = turns.at(-1)
  if (last === undefined) return new Set()
  const isFar = last.said.length + last.answered.length > blocksBetweenMarkers
  return new Set([turns.length - 1, ...(isFar && turns.length > 1 ? [turns.length - 2] : [])])
}

function markLast(blocks: readonly Block[]): Block[] {
  const cacheable = blocks.findLastIndex((block) => block.type === "tool_result" || block.type === "text")
  return blocks.map((block, index) =>
    index === cacheable ? ({ ...block, cache_control: { type: "ephemeral", ttl: "5m" } } as Block) : block,
  )
}

function toTool({ name, description, inputSchema }: ToolDefinition): Anthropic.Tool {
  return { name, description, input_schema: inputSchema as Anthropic.Tool.InputSchema }
}

function loader(name: string, description: string): Anthropic.Tool {
  return { name, description, input_schema: { type: "object", properties: {}, required: [], additionalProperties: false } }
}
