/** A button of the check run. GitHub takes at most three, a label of 20, a description of 40 and an identifier of 20 characters. */
export interface CheckAction {
  readonly identifier: ActionIdentifier
  readonly label: string
  readonly description: string
}

export const actionIdentifiers = ["review-again", "full-review", "accept-risk", "suggest-fixes", "resume"] as const
export type ActionIdentifier = (typeof actionIdentifiers)[number]

/** Every button there is, by what it does. */
export const actions = {
  review: { identifier: "review-again", label: "Review this", description: "Review this pull request now" },
  full: { identifier: "full-review", label: "Full review", description: "Look at everything as for the first time" },
  acceptRisk: { identifier: "accept-risk", label: "Accept risk", description: "Dismiss what is at the gate" },
  suggestFixes: { identifier: "suggest-fixes", label: "Suggest fixes", description: "Comment with every proven change" },
  resume: { identifier: "resume", label: "Resume reviews", description: "Review this and later pushes again" },
} as const satisfies Readonly<Record<string, CheckAction>>
