import { type Html, markup } from "./html.ts"
import { icon, type IconName } from "./icons.ts"
import type { CheckView } from "./view.ts"

type State = Pick<CheckView, "status" | "conclusion">

interface Look {
  readonly word: string
  readonly tone: "good" | "bad" | "warn" | "calm" | "busy"
  readonly icon: IconName
}

const stale: Look = { word: "Stale", tone: "calm", icon: "clock" }

const conclusions: Readonly<Record<NonNullable<CheckView["conclusion"]>, Look>> = {
  success: { word: "Passed", tone: "good", icon: "check" },
  failure: { word: "Failed", tone: "bad", icon: "cross" },
  timed_out: { word: "Timed out", tone: "bad", icon: "clock" },
  action_required: { word: "Action required", tone: "warn", icon: "warning" },
  neutral: { word: "Neutral", tone: "calm", icon: "dash" },
  skipped: { word: "Skipped", tone: "calm", icon: "dash" },
  cancelled: { word: "Cancelled", tone: "calm", icon: "cross" },
  stale,
}

/** The word, colour and icon of a check run's state. */
export function lookOf({ status, conclusion }: State): Look {
  if (status === "queued") return { word: "Queued", tone: "calm", icon: "clock" }
  if (status === "in_progress") return { word: "In progress", tone: "busy", icon: "clock" }
  return conclusion === null ? stale : conclusions[conclusion]
}

/** The coloured disc in front of a check's name. */
export function renderCheckMark(state: State): Html {
  const look = lookOf(state)
  return markup`<span class="check-mark ${look.tone}" title="${look.word}">${icon(look.icon)}</span>`
}
