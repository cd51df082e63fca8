import { createHash } from "node:crypto"
import { canonicalJson } from "../../../src/expert/request/canonical.ts"

type Json = Readonly<Record<string, unknown>>

/** What a request says, part by part: names such as `rules`, `instruction`, `pack.hunks` or `question.claims`, and a text each. */
export type RequestParts = ReadonlyMap<string, string>

/**
 * Takes the body of a request to the model, returns its parts. Left out is what is no part of the question: the marks of one review, which are secrets of
 * whoever asks, and how long the answer may be, which is a matter of money and of what runs at the same time.
 */
export function partsOf(body: Json): RequestParts {
  const { system, messages, max_tokens: _money, stream: _always, ...settings } = withoutMarks(body)
  const parts = new Map<string, string>(Object.entries(settings).map(([name, value]) => [name, canonicalJson(value)]))
  for (const [index, block] of blocksOf(system).entries()) parts.set(index === 0 ? "rules" : "guidance", canonicalJson(block))
  for (const [turn, message] of ((messages ?? []) as Json[]).entries())
    for (const [index, block] of blocksOf(message["content"]).entries())
      for (const [name, text] of nameBlock(block, `turn ${turn + 1}.${index + 1}`)) parts.set(name, text)
  return parts
}

/** Takes parts, returns eight hexadecimal digits for each: enough to tell which one differs. */
export function digestParts(parts: RequestParts): Readonly<Record<string, string>> {
  return Object.fromEntries([...parts].map(([name, text]) => [name, sha256(text).slice(0, 8)]))
}

/** Takes parts, returns what names the whole request. */
export function requestKey(parts: RequestParts): string {
  return sha256(JSON.stringify([...parts]))
}

function nameBlock(block: Json, place: string): [string, string][] {
  const { type, content, text, tool_use_id: id } = block
  if (type === "text") return [[String(text).startsWith("Pass: ") ? "instruction" : place, canonicalJson(block)]]
  const data = type === "tool_result" && typeof content === "string" ? parse(content) : null
  if (data === null) return [[place, canonicalJson(block)]]
  const name = id === "toolu_load_review_pack" ? "pack" : id === "toolu_load_question" ? "question" : place
  return Object.entries(data).map(([key, value]) => [`${name}.${key}`, canonicalJson(value)])
}

// The nonce stands in the pack and is quoted nowhere else; the canary is a word that nothing else looks like.
function withoutMarks(body: Json): Json {
  const text = JSON.stringify(body)
  const nonces = new Set([...text.matchAll(/\\"nonce\\":\\"([0-9a-f]{16,})\\"/g)].map(([, nonce]) => nonce as string))
  const bare = [...nonces].reduce((rest, nonce) => rest.replaceAll(nonce, "NONCE"), text)
  return JSON.parse(bare.replaceAll(/\bcn[A-Za-z0-9]{18,}\b/g, "CANARY")) as Json
}

function blocksOf(content: unknown): readonly Json[] {
  if (typeof content === "string") return [{ type: "text", text: content }]
  return Array.isArray(content) ? (content as Json[]) : []
}

function parse(text: string): Json | null {
  try {
    const value = JSON.parse(text) as unknown
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : null
  } catch {
    return null
  }
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex")
}
