import { z } from "zod"
import type { LocalReview } from "./local-review.ts"

/** A path and why something did not happen to it. */
export const FileReason = z.strictObject({ path: z.string(), reason: z.string().describe("In words, for a person.") })

const count = z.int().min(0)

/** How the model took part in a review, as the machine formats tell it. */
export const ModelPart = z.strictObject({
  name: z.string().nullable().describe("Id of the model; null when it was not asked."),
  note: z.string().describe("Why it was not asked; empty when it was."),
  tier: z.enum(["trivial", "lite", "full", "deep", "huge"]).nullable().describe("How closely it looked, as planned from the change."),
  degraded: z
    .array(z.strictObject({ pass: z.string(), flag: z.string(), reason: z.string().describe("In words, for a person.") }))
    .describe("Passes that are missing or incomplete; empty when it did everything it should."),
  leftOut: z.array(FileReason).describe("Changed files it was not shown."),
  refuted: count.describe("Claims of its own that did not stand up to a second look."),
  unsupported: count.describe("Claims that pointed at code which is not there."),
  usage: z.strictObject({
    usd: z.number().min(0).describe("US dollars, by the tokens that the provider counted."),
    calls: count,
    inputTokens: count,
    outputTokens: count,
    cacheReadTokens: count,
    cacheWriteTokens: count,
  }),
})
type ModelPart = z.infer<typeof ModelPart>

/** Takes what the consultation gave, returns how the model took part and what it cost; `null` where no model was wanted. */
export function composeModelPart({ participation, note }: LocalReview["consultation"]): ModelPart | null {
  if (participation === null && note === "") return null
  const { model = null, tier = null, degraded = [], leftOut = [], refuted = 0, droppedUnsupported = 0, usage } = participation ?? {}
  return {
    name: model,
    note,
    tier,
    degraded: degraded.map(({ pass, flag, reason }) => ({ pass, flag, reason })),
    leftOut: leftOut.map(({ path, reason }) => ({ path, reason })),
    refuted,
    unsupported: droppedUnsupported,
    usage: {
      usd: usage?.usd ?? 0,
      calls: usage?.calls ?? 0,
      inputTokens: usage?.inputTokens ?? 0,
      outputTokens: usage?.outputTokens ?? 0,
      cacheReadTokens: usage?.cacheReadTokens ?? 0,
      cacheWriteTokens: usage?.cacheWriteTokens ?? 0,
    },
  }
}
