import type { DegradedPass, PassName } from "../../model/review.ts"

/** Everything that can be missing of a pass. */
export type Flag =
  | "truncated"
  | "refused"
  | "invalid-answer"
  | "no-answer"
  | "unknown-stop"
  | "tool-budget"
  | "budget"
  | "interrupted"
  | "stalled"
  | "out-of-time"
  | "rate-limited"
  | "unreachable"
  | "circuit-open"
  | "too-large"
  | "rejected"
  | "injection-suspected"
  | "failed"

const words: Readonly<Record<Flag, string>> = {
  truncated: "the model's answer was cut off; what was complete is kept",
  refused: "the model refused to answer",
  "invalid-answer": "the model's answer was not in the form it was asked for; what could be read is kept",
  "no-answer": "the model answered nothing",
  "unknown-stop": "the model stopped for a reason we do not know",
  "tool-budget": "the model wanted to look at more than its limit allows",
  budget: "the limit of what this review may cost is used up",
  interrupted: "the model's answer broke off twice",
  stalled: "the model fell silent twice in the middle of its answer",
  "out-of-time": "the review's time was up before the model had answered",
  "rate-limited": "the model's provider asks for more patience than a review has",
  unreachable: "the model's provider could not be reached, or was overloaded",
  "circuit-open": "the model's provider does not accept our calls",
  "too-large": "the change is larger than the model accepts",
  rejected: "the model's provider did not accept the request",
  "injection-suspected": "the model followed instructions from the code under review; its answer was dropped",
  failed: "an error of ours",
}

/** One missing part, in words for people; `detail` is ours too. */
export function degraded(pass: PassName, flag: Flag, detail = ""): DegradedPass {
  // The line of a circuit is a sentence of its own.
  if (flag === "circuit-open" && detail !== "") return { pass, flag, reason: detail }
  return { pass, flag, reason: detail === "" ? words[flag] : `${words[flag]} (${detail})` }
}
