import type { Section } from "../model/finding.ts"
import type { LedgerFinding, RememberedFinding } from "../model/ledger.ts"
import type { Permission } from "../model/ports.ts"

/** A finding, and the name that its comment has. */
export type KnownFinding = LedgerFinding & Pick<RememberedFinding, "saidAs">

/** What is known when a command is decided. Logins and texts are hostile. */
export interface Situation {
  /** Every command, in the order of the help. */
  readonly commands: readonly Command[]
  readonly state: "open" | "closed"
  /** Of the person who wrote the command. */
  readonly permission: Permission
  /** Whether the person opened this pull request. */
  readonly isAuthor: boolean
  /** Everything that was ever found on this pull request. */
  readonly findings: readonly KnownFinding[]
  /** Fingerprint of the finding whose thread the command was written in; `null` elsewhere. */
  readonly thread: string | null
}

/** What one command asks for. */
export type CommandOutcome =
  /** Queue a review because somebody asked; `full` looks at everything as if for the first time. */
  | { readonly kind: "review"; readonly full: boolean }
  /** Answer in Markdown. */
  | { readonly kind: "reply"; readonly markdown: string }
  /** The command does not tell which finding is meant; `candidates` are those that fit what was written, or may be meant. */
  | {
      readonly kind: "unclear"
      readonly usage: string
      readonly why: "unknown" | "ambiguous" | "unnamed"
      readonly candidates: readonly LedgerFinding[]
    }
  /** Show everything of one section, comments or not. */
  | { readonly kind: "focus"; readonly section: Section }
  | { readonly kind: "explain"; readonly finding: LedgerFinding }
  | { readonly kind: "suggest"; readonly finding: LedgerFinding }
  /** `question` is hostile text. */
  | { readonly kind: "ask"; readonly question: string }
  /** `reason` is hostile text. */
  | { readonly kind: "dismiss"; readonly finding: LedgerFinding; readonly reason: string }
  | { readonly kind: "restore"; readonly finding: LedgerFinding }
  | { readonly kind: "pause" | "resume" | "status" | "config" }

/**
 * Who may use a command. Whatever costs money or changes something is for people the repository trusts, whoever opened the pull request;
 * dismissing is for those who could merge, because it can open the gate.
 */
export type Who = "anyone" | "author-or-triage" | "triage" | "write"

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
  readonly who: Who
  /** Takes the words after the command and the same as one text. */
  decide(words: readonly string[], situation: Situation, text: string): CommandOutcome
}

/** Lists all commands as a Markdown table. */
export function renderCommandTable(commands: readonly Command[]): string {
  const rows = commands.map(({ usage, summary, who }) => `| \`${usage}\` | ${summary} | ${describeWho(who)} |`)
  return ["| command | what it does | who |", "| --- | --- | --- |", ...rows].join("\n")
}

/** In words, who may use a command. */
export function describeWho(who: Who): string {
  switch (who) {
    case "anyone":
      return "anyone"
    case "author-or-triage":
      return "the author, and people with triage access or more"
    case "triage":
      return "people with triage access or more"
    case "write":
      return "people with write access"
  }
}

const ranks: Readonly<Record<Permission, number>> = { admin: 5, maintain: 4, write: 3, triage: 2, read: 1, none: 0 }

/** Whether this person may use what is for `who`. */
export function mayUse(who: Who, { permission, isAuthor }: Pick<Situation, "permission" | "isAuthor">): boolean {
  switch (who) {
    case "anyone":
      return true
    case "author-or-triage":
      return isAuthor || ranks[permission] >= ranks.triage
    case "triage":
    case "write":
      return ranks[permission] >= ranks[who]
  }
}

/** Answers a command that was written with words it does not know. */
export function refuseWords({ usage }: Pick<Command, "usage">): CommandOutcome {
  return { kind: "reply", markdown: `\`${usage}\` takes no further words. Write it alone on its line.` }
}
