import type { Diff } from "../model/diff.ts"
import type { Confidence, Practice, Section, Severity, TraceStep } from "../model/finding.ts"
import type { Concern, SinkKind } from "./models/model.ts"
import type { Flow } from "./flow/flow.ts"
import type { ChangeView } from "./change/change-view.ts"
import type { LineIndex } from "./source/line-index.ts"
import type { SourceModule } from "./source/module.ts"
import type { Project } from "./source/project.ts"

/** Where a finding stands: offsets into the file, as every syntax node has them, or 1-based lines, or the file as a whole. */
export type Spot = { readonly start: number; readonly end: number } | { readonly line: number; readonly endLine?: number } | "file"

/** One replacement in the file the finding is in. Offsets are UTF-16 code units; `start === end` inserts. */
export interface Edit {
  readonly start: number
  readonly end: number
  readonly text: string
}

/**
 * What a rule yields. Everything left out is taken from the rule. `message` states the consequence first and names
 * things as the code names them.
 */
export interface Draft {
  readonly at: Spot
  /** Repository path; the file in hand when left out. Rules of kind project and change always give it. */
  readonly path?: string
  readonly title?: string
  readonly message: string
  readonly fix?: string
  readonly severity?: Severity
  readonly confidence?: Confidence
  readonly trace?: readonly TraceStep[]
  /** Shown as a suggested change only after it was proven; must lie within a few neighbouring lines. */
  readonly edits?: readonly Edit[]
  /** Shown instead of the code at the spot, for code that must not be repeated. */
  readonly evidence?: string
  /** Replaces the normalised code in the fingerprint, for findings about something that is not there. */
  readonly key?: string
}

type Drafts = Iterable<Draft> | AsyncIterable<Draft>

interface RuleCommon {
  /** `no-…`, `require-…` or `prefer-…`; also the name of the file and of its fixture. */
  readonly id: string
  readonly section: Section
  readonly practice: Practice
  readonly severity: Severity
  /** How often it is right: high = nearly always, medium = usually, low = worth a look. */
  readonly confidence: Confidence
  /** One claim without a final stop, for a reader who sees nothing else. */
  readonly title: string
  /** Why it exists, in two sentences; for `docs/rules.md`. */
  readonly why: string
  /** What to do instead, in one or two sentences; used when a draft has no fix of its own. */
  readonly fix: string
  readonly cwe: readonly string[]
  /** Rules that say more about the same code: on lines where one of them reports, this one is silent. */
  readonly yieldsTo?: readonly string[]
}

/**
 * What a file must have so that a rule can find anything in it: all that is said here. A rule is not asked about files that lack it,
 * which changes how long a review takes and nothing else: `check` decides by itself.
 */
export interface Needs {
  /** The path is one a server runs, one of a test, or one of no test. */
  readonly path?: "server" | "test" | "no test"
  /** A function of the file runs while a request is served; "or invoked": or while a function of a cloud provider answers. */
  readonly reached?: true | "or invoked"
  /** The file registers routes. */
  readonly routes?: true
  /**
   * One of these stands in the text: a whole word (letters, digits, `_`, `$`), or several with a space between that all do. With `text` or
   * `settings` beside it, what one of them names is enough.
   */
  readonly words?: readonly string[]
  /** All of these match the text. They must not be sticky or global. */
  readonly text?: readonly RegExp[]
  /** The text names what a setting of this concern is made of. */
  readonly settings?: Concern
}

/** Looks at one changed JavaScript or TypeScript file. */
export interface SourceRule extends RuleCommon {
  readonly kind: "source"
  /** What a file must have so that there can be anything to find; asked before `check`, for speed alone. */
  readonly needs?: Needs
  /** The same defect where the data come from further away than the file shows: flows into these kinds of sinks. */
  readonly flows?: { readonly sinks: readonly SinkKind[]; readonly check: FlowRule["check"] }
  readonly check: (context: { readonly project: Project; readonly module: SourceModule }) => Drafts
}

/** Judges the flows of request data that the engine found into one kind of sink. */
export interface FlowRule extends RuleCommon {
  readonly kind: "flow"
  readonly sink: SinkKind
  readonly check: (context: { readonly project: Project; readonly module: SourceModule; readonly flow: Flow }) => Drafts
}

/** Looks at one changed file of any kind as text. */
export interface TextRule extends RuleCommon {
  readonly kind: "text"
  readonly files: (path: string) => boolean
  /** As with rules of kind source. */
  readonly needs?: Needs
  readonly check: (context: {
    readonly project: Project
    readonly path: string
    readonly text: string
    readonly lines: LineIndex
  }) => Drafts
}

/** Looks at one side of the change as a whole: manifests, routes, tests. Runs on base and head; only what is new is reported. */
export interface ProjectRule extends RuleCommon {
  readonly kind: "project"
  readonly check: (context: { readonly project: Project }) => Drafts
}

/** Compares base and head itself; what it yields is about the head and new by definition. */
export interface ChangeRule extends RuleCommon {
  readonly kind: "change"
  readonly check: (context: { readonly base: Project; readonly head: Project; readonly diff: Diff; readonly change: ChangeView }) => Drafts
}

export type Rule = SourceRule | FlowRule | TextRule | ProjectRule | ChangeRule

/** What a rule says of flows into one kind of sink; `null` where it has nothing to do with them. */
export function judgeOf(rule: Rule, sink: SinkKind): FlowRule["check"] | null {
  if (rule.kind === "flow") return rule.sink === sink ? rule.check : null
  return rule.kind === "source" && rule.flows?.sinks.includes(sink) ? rule.flows.check : null
}

/** Declares a rule; gives it back unchanged, with its type checked against its kind. */
export function defineRule<R extends Rule>(rule: R): R {
  return rule
}
