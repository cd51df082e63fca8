import type { Permission } from "../model/ports.ts"

/** What is known when a command is decided. Logins and texts are hostile. */
export interface Situation {
  /** Every command, in the order of the help. */
  readonly commands: readonly Command[]
  readonly state: "open" | "closed"
  /** Of the person who wrote the command. */
  readonly permission: Permission
  /** Whether the person opened this pull request. */
  readonly isAuthor: boolean
}

/** What one command asks for. */
export type CommandOutcome =
  /** Queue a review job with these marks. */
  | { readonly kind: "review"; readonly again: true; readonly asked: true }
  /** Answer in Markdown. */
  | { readonly kind: "reply"; readonly markdown: string }

/**
 * One `/expert` word: one file here, one fixture in `test/commands/`. A command decides, a job does.
 * Contract: `decide` is pure and never throws; whether the person may use it was settled before.
 */
export interface Command {
  readonly word: string
  /** What it does, for the help; no final stop. */
  readonly summary: string
  /** As typed, such as `/expert review`. */
  readonly usage: string
  readonly who: "anyone" | "author-or-triage"
  decide(words: readonly string[], situation: Situation): CommandOutcome
}

/** Lists all commands as a Markdown table. */
export function renderCommandTable(commands: readonly Command[]): string {
  const rows = commands.map(({ usage, summary, who }) => `| \`${usage}\` | ${summary} | ${describeWho(who)} |`)
  return ["| command | what it does | who |", "| --- | --- | --- |", ...rows].join("\n")
}

/** In words, who may use a command. */
export function describeWho(who: Command["who"]): string {
  return who === "anyone" ? "anyone" : "the author, and people with triage access or more"
}
