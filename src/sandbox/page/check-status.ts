import { type Html, html } from "./html.ts"
import { icon, type IconName } from "./icons.ts"
import type { CheckView } from "./view.ts"

type State = Pick<CheckView, "status" | "conclusion">

interface Look {
  readonly word: string
  readonly tone: "good" | "bad" | "warn" | "calm" | "busy"
  readonly icon: IconName
}

/** The word, colour and icon of a check run's state. */
export function lookOf({ status, conclusion }: State): Look {
  if (status === "queued") return { word: "Queued", tone: "calm", icon: "clock" }
  if (status === "in_progress") return { word: "In progress", tone: "busy", icon: "clock" }
  switch (conclusion) {
    case "success":
      return { word: "Passed", tone: "good", icon: "check" }
    case "failure":
      return { word: "Failed", tone: "bad", icon: "cross" }
    case "timed_out":
      return { word: "Timed out", tone: "bad", icon: "clock" }
    case "action_required":
      return { word: "Action required", tone: "warn", icon: "warning" }
    case "neutral":
      return { word: "Neutral", tone: "calm", icon: "dash" }
    case "skipped":
      return { word: "Skipped", tone: "calm", icon: "dash" }
    case "cancelled":
      return { word: "Cancelled", tone: "calm", icon: "cross" }
    case "stale":
    case null:
      return { word: "Stale", tone: "calm", icon: "clock" }
  }
}

/** The coloured disc in front of a check's name. */
export function renderCheckMark(state: State): Html {
  const look = lookOf(state)
  return html`<span class="check-mark ${look.tone}" title="${look.word}">${icon(look.icon)}</span>`
}
